//! Serves the files of the tenant's own pages, below `/vfslow` in lower case.

use crate::http::page;
use crate::http::reply::Reply;

pub(crate) fn static_file(name: &str) -> Reply {
    let (content_type, text) = match name {
        "login.css" => ("text/css; charset=utf-8", include_str!("../../assets/login.css")),
        "login.js" => ("application/javascript; charset=utf-8", include_str!("../../assets/login.js")),
        "app.css" => ("text/css; charset=utf-8", include_str!("../../assets/app.css")),
        _ => return page::not_found(),
    };
    Reply::new(200, content_type, text).with_header("cache-control", "public, max-age=86400")
}
