// The commands that the UI may call, by the window that may call them. No command takes a URL, a path or a token.
//
// `commands.rs` makes the handlers from this list, `build.rs` the permissions, and `cargo xtask types` the functions of
// the UI in `ui/src/lib/host`. A command is
//
// - `async`: starts a use case of the core and returns at once;
// - `awaited`: returns when the use case has ended;
// - `blocking`: may wait for the core, so it runs off the main thread;
// - `ordered`: runs on the main thread, in the order of the calls.
commands! {
    main(webview, app) {
        /// Delivers every view once, then each changed view, for the lifetime of the page.
        blocking subscribe(channel: Channel<Message>) = webview.state::<ViewChannel>().connect(&app, channel);

        async enter_tenant(address: String) = app.enter_tenant(&address);
        async confirm_tenant() = app.confirm_tenant();
        ordered try_demo() = crate::platform::start_demo(webview.app_handle(), app.inner().clone());

        /// `null`: the configured method. Restarts a running sign-in; renews the session while signed in.
        async sign_in(method: Option<SignInMethod>) = app.sign_in(method);
        blocking cancel_sign_in() = app.cancel_sign_in();
        /// Raises the sign-in window.
        ordered show_sign_in() = app.show_sign_in_window();
        /// The link that the browser received for the running sign-in.
        blocking sign_in_link() -> Result<String> = app.sign_in_url();
        /// Shows the bar in the sign-in window; `null` hides it.
        ordered set_sign_in_bar(labels: Option<SignInBarLabels>) = sign_in_window::set_bar(webview.app_handle(), labels);
        ordered set_app_window_labels(labels: AppWindowLabels) = apply_app_window_labels(webview.app_handle(), labels);
        ordered set_desktop_labels(labels: DesktopLabels) = apply_desktop_labels(webview.app_handle(), labels);
        blocking save_client_secret(secret: SecretString) = drop(app.spawn(app.save_client_secret(&secret)));
        /// Signs out the current account, or all accounts.
        async sign_out(all_accounts: bool) = app.sign_out(all_accounts);

        /// Starts adding an account; `goBack` returns to the previous one.
        async add_account() = app.add_account();
        async go_back() = app.return_to_last_used_account();
        async switch_account(id: String) = app.switch_account(&id);
        async forget_account(id: String) = app.forget_account(&id);

        blocking lock() = app.lock();
        async unlock() = app.unlock();
        /// Reports user activity.
        blocking record_activity() = app.record_activity();

        async retry_keyring() = app.retry_keyring();
        async check_tenant() = app.check_tenant();

        async refresh() = app.refresh_by_key();
        blocking search(query: String) -> SearchView = app.search(&query);
        /// `null`: the default target.
        awaited open_app(key: String, target: Option<Target>) -> Result<()> = open_from_main(&app, &key, target);
        /// Cancels the pending launch.
        ordered cancel_launch() = app.cancel_launch();
        /// Opens the pending launch without waiting.
        async open_anyway() = app.open_anyway();
        /// Sends the credentials that an app prompts for to the tenant; nothing is stored here.
        async save_app_credentials(username: String, password: SecretString) =
            app.save_app_credentials(&username, password);
        /// Lists the browsers and commands of this computer again.
        blocking list_launch_targets() -> LaunchTargetsView =
            external_open::list_launch_targets(&webview.state::<AppContext>().environment(), &app.commands());
        /// Answers the deep link prompt.
        blocking answer_link(answer: LinkAnswer) = webview.state::<RunningApp<R>>().answer_link(answer);
        blocking app_link(key: String) -> Result<String> = app.app_link(&key);
        /// The tenant's details of an app. Rejects if the app is no longer in the list.
        blocking app_details(key: String) -> Result<DetailsView> = app.app_details(&key);

        blocking set_favorite(key: String, is_favorite: bool) = app.set_favorite(&key, is_favorite);
        /// `position` among all favorites, from 0.
        blocking move_favorite(key: String, position: u32) = app.move_favorite(&key, position);
        blocking set_app_hidden(key: String, is_hidden: bool) = app.set_app_hidden(&key, is_hidden);
        /// Empties the group of new apps.
        blocking mark_new_seen() = app.mark_new_seen();
        /// Marks the activity feed as read.
        blocking mark_activity_read() = app.mark_feed_read();
        /// Shows a desktop notification, if the setting allows it.
        ordered notify(title: String, body: String) = show_notification(&app, title, body);

        awaited save_settings(change: SettingsChange) -> Result<()> = app.save_settings(&change);

        /// Quits the app, even if it is set to keep running.
        ordered quit() = main_window::quit(webview.app_handle());
    }

    palette(webview, app) {
        /// An empty query returns favorites and the most used apps.
        blocking palette_search(query: String) -> PaletteView = app.palette(&query);
        /// Opens an app in its default target and hides the palette.
        blocking palette_open(key: String) = open_from_palette(webview.app_handle(), &key);
        /// Hides the palette.
        ordered palette_close() = palette::hide(webview.app_handle());
        /// Raises the main window with this query in its search box; `''` for none.
        blocking palette_show_window(query: String) = show_window_from_palette(webview.app_handle(), query);
    }
}
