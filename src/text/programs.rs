//! What a browser calls itself, for people.

/// A browser's long name in a few words: Chrome 浏览器（Windows）; 其他程序 for what is no
/// browser.
pub fn program_in_words(user_agent: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_in_the_words_of_an_office() {
        for (long, short) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
                "Chrome 浏览器（Windows）",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; V2301A) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0.49",
                "微信（安卓）",
            ),
            ("curl/8.5.0", "其他程序"),
            ("", "其他程序"),
        ] {
            assert_eq!(program_in_words(long), short);
        }
    }
}
