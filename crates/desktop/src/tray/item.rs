//! Implements `org.kde.StatusNotifierItem`: the icon and the clicks on it. The desktop draws the icon and the menu.

use std::io::Cursor;
use std::sync::Arc;

use image::ImageFormat;
use zbus::zvariant::ObjectPath;

use super::menu::MENU_PATH;
use super::next_activation_token::NextActivationToken;
use portico_core::remote_control::AppControl;

const APP_NAME: &str = "Portico";
/// In the icon theme, once Portico is installed.
const ICON_NAME: &str = "portico";
/// For where it is not.
const ICON_PNG: &[u8] = include_bytes!("../../../../icons/32x32.png");

/// Width, height, and pixels as ARGB, the alpha byte first.
type Pixmap = (i32, i32, Vec<u8>);

pub(super) struct Item {
    app_control: Arc<dyn AppControl>,
    next_token: NextActivationToken,
    pixmaps: Vec<Pixmap>,
}

impl Item {
    pub(super) fn new(app_control: Arc<dyn AppControl>, next_token: NextActivationToken) -> Self {
        Self { app_control, next_token, pixmaps: decode_icon().into_iter().collect() }
    }
}

fn decode_icon() -> Option<Pixmap> {
    let icon = image::ImageReader::with_format(Cursor::new(ICON_PNG), ImageFormat::Png).decode().ok()?.into_rgba8();
    let (width, height) = (i32::try_from(icon.width()).ok()?, i32::try_from(icon.height()).ok()?);
    let mut pixels = icon.into_raw();
    pixels.chunks_exact_mut(4).for_each(|pixel| pixel.rotate_right(1));
    Some((width, height, pixels))
}

// In the order in which they are called: a token comes right before its click.
#[zbus::interface(name = "org.kde.StatusNotifierItem", spawn = false)]
#[expect(clippy::unused_self, reason = "zbus calls it so")]
impl Item {
    /// What lets a window come to the front; called before the click that it is for.
    fn provide_xdg_activation_token(&self, token: String) {
        self.next_token.set(token);
    }

    /// A click.
    fn activate(&self, _x: i32, _y: i32) {
        self.app_control.show_window(None, self.next_token.take());
    }

    /// A click with the middle button.
    fn secondary_activate(&self, _x: i32, _y: i32) {
        self.app_control.show_palette(self.next_token.take());
    }

    #[zbus(property(emits_changed_signal = "const"))]
    fn id(&self) -> &str {
        ICON_NAME
    }

    #[zbus(property(emits_changed_signal = "const"))]
    fn title(&self) -> &str {
        APP_NAME
    }

    #[zbus(property(emits_changed_signal = "const"))]
    fn category(&self) -> &str {
        "ApplicationStatus"
    }

    #[zbus(property(emits_changed_signal = "const"))]
    fn status(&self) -> &str {
        "Active"
    }

    /// None in particular.
    #[zbus(property(emits_changed_signal = "const"))]
    fn window_id(&self) -> i32 {
        0
    }

    #[zbus(property(emits_changed_signal = "const"))]
    fn icon_name(&self) -> &str {
        ICON_NAME
    }

    #[zbus(property(emits_changed_signal = "const"))]
    fn icon_pixmap(&self) -> Vec<Pixmap> {
        self.pixmaps.clone()
    }

    /// Icon, title and text; the text may have markup, so there is none.
    #[zbus(property(emits_changed_signal = "const"))]
    fn tool_tip(&self) -> (&str, Vec<Pixmap>, &str, &str) {
        (ICON_NAME, Vec::new(), APP_NAME, "")
    }

    /// False: a click is [`activate`](Self::activate), and the other button is the menu.
    #[zbus(property(emits_changed_signal = "const"))]
    fn item_is_menu(&self) -> bool {
        false
    }

    #[zbus(property(emits_changed_signal = "const"))]
    fn menu(&self) -> ObjectPath<'_> {
        ObjectPath::from_static_str_unchecked(MENU_PATH)
    }
}
