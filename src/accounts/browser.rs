//! What a program calls itself, in a few words.

/// A browser's long name in a few words: Chrome 浏览器（Windows）.
pub fn program(user_agent: &str) -> String {
    let browsers = [
        ("MicroMessenger", "微信"),
        ("Edg/", "Edge 浏览器"),
        ("360SE", "360 浏览器"),
        ("QQBrowser", "QQ 浏览器"),
        ("Firefox/", "Firefox 浏览器"),
        ("Chrome/", "Chrome 浏览器"),
        ("Safari/", "Safari 浏览器"),
    ];
    let systems = [
        ("Windows", "Windows"),
        ("Android", "安卓"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("HarmonyOS", "鸿蒙"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let find = |known: &[(&str, &'static str)]| {
        known
            .iter()
            .find(|(part, _)| user_agent.contains(part))
            .map(|(_, name)| *name)
    };
    match (find(&browsers), find(&systems)) {
        (Some(browser), Some(system)) => format!("{browser}（{system}）"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "其他程序".to_owned(),
    }
}
