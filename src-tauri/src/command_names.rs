// Read by build.rs, where each gets a permission, and by the shell's tests.
&[
    "app_link",
    "cancel_sign_in",
    "change_tenant",
    "confirm_tenant",
    "enter_tenant",
    "open_app",
    "refresh",
    "save_settings",
    "search",
    "show_sign_in",
    "sign_in",
    "sign_out",
    "try_demo",
    "watch",
]
