//! The cookie that holds a device's secret: sent to the addresses of one link alone.

use crate::drafts::Device;
use crate::http::App;
use axum::http::{HeaderMap, HeaderValue, header};

const NAME: &str = "sonda_device";
/// As long as browsers keep one: the draft itself ends with its link.
const SECONDS: u32 = 400 * 24 * 3_600;

/// The secret that a browser sent.
pub(super) fn device(headers: &HeaderMap) -> Option<Device> {
    let values = headers.get_all(header::COOKIE).iter();
    let mut pairs = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    pairs.find_map(|pair| Device::read(pair.trim().strip_prefix(NAME)?.strip_prefix('=')?))
}

/// Gives the browser a secret for the addresses below a link's own. `Lax`, not `Strict`: links are opened from
/// messages, which are other sites.
pub(super) fn give(app: &App, path: &str, device: &Device, headers: &mut HeaderMap) {
    let secure = match app.config.is_https() {
        true => "; Secure",
        false => "",
    };
    let cookie = format!(
        "{NAME}={}; Path={path}; Max-Age={SECONDS}; HttpOnly; SameSite=Lax{secure}",
        device.secret()
    );
    if let Ok(mut cookie) = HeaderValue::from_str(&cookie) {
        cookie.set_sensitive(true);
        headers.append(header::SET_COOKIE, cookie);
    }
}
