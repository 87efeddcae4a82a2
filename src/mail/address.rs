//! Mail addresses as people type them: checked, put into the form that every
//! server understands, and masked where they could reach a log.

use lettre::Address;

/// Longest address that SMTP carries (RFC 5321 §4.5.3.1.3, without the brackets).
const LONGEST_ADDRESS: usize = 254;

/// The address is not one that a mail can be sent to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("电子邮箱“{masked}”不是有效的地址，请改成 name@example.cn 这样的形式。")]
pub struct BadAddress {
    /// The address as [`mask`] shows it.
    pub masked: String,
}

/// Checks an address and puts its domain into ASCII form (邮箱.中国 → xn--…).
///
/// A part before the @ that is not ASCII is refused: hardly any server in the
/// country accepts one (RFC 6531), and a mail that only some relays carry is
/// worse than a sentence that asks for another address.
pub fn parse(typed: &str) -> Result<Address, BadAddress> {
    let bad = || BadAddress {
        masked: mask(typed),
    };
    // Control characters would let a spreadsheet cell add headers of its own.
    if typed.chars().any(char::is_control) {
        return Err(bad());
    }
    let (user, domain) = typed.trim().rsplit_once('@').ok_or_else(bad)?;
    if !user.is_ascii() {
        return Err(bad());
    }
    let domain = idna::domain_to_ascii_strict(domain).map_err(|_| bad())?;
    if !domain.contains('.') && domain != "localhost" {
        return Err(bad());
    }
    let address = Address::new(user, domain).map_err(|_| bad())?;
    if address.to_string().len() > LONGEST_ADDRESS {
        return Err(bad());
    }
    Ok(address)
}

/// `u***@e***.cn`: enough to tell two addresses apart, too little to write to.
pub fn mask(address: &str) -> String {
    let visible: String = address.chars().filter(|c| !c.is_control()).collect();
    let visible = visible.trim();
    let Some((user, domain)) = visible.rsplit_once('@') else {
        return format!("{}***", first(visible));
    };
    match domain.rsplit_once('.') {
        Some((host, top)) => format!("{}***@{}***.{top}", first(user), first(host)),
        None => format!("{}***@{}***", first(user), first(domain)),
    }
}

fn first(text: &str) -> String {
    text.chars().take(1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_masked_to_its_first_letters_and_its_top_level() {
        for (address, masked) in [
            ("user@example.cn", "u***@e***.cn"),
            ("a@b.com.cn", "a***@b***.cn"),
            ("张三@邮箱.中国", "张***@邮***.中国"),
            ("nobody", "n***"),
            ("x@localhost", "x***@l***"),
            ("", "***"),
            ("ev\r\nil@x.cn", "e***@x***.cn"),
        ] {
            assert_eq!(mask(address), masked, "{address}");
        }
    }

    #[test]
    fn an_address_with_a_chinese_domain_becomes_ascii() {
        for (typed, ascii) in [
            ("user@example.cn", "user@example.cn"),
            (" user@example.cn ", "user@example.cn"),
            ("user@例子.中国", "user@xn--fsqu00a.xn--fiqs8s"),
            ("li.ming+rc@Example.CN", "li.ming+rc@example.cn"),
        ] {
            assert_eq!(parse(typed).expect(typed).to_string(), ascii);
        }
    }

    #[test]
    fn what_is_not_an_address_is_refused_with_a_masked_sentence() {
        let long = format!("{}@example.cn", "a".repeat(260));
        for typed in [
            "",
            "user",
            "@example.cn",
            "user@",
            "user@example",
            "张三@example.cn",
            "user@exa mple.cn",
            "user@example.cn\r\nBcc: all@example.cn",
            "user@example.cn\n",
            "a@b.cn,c@d.cn",
            "<user@example.cn>",
            long.as_str(),
        ] {
            let refusal = parse(typed).expect_err(typed).to_string();
            assert!(refusal.ends_with("这样的形式。"), "{refusal}");
            assert!(!refusal.contains('\n'), "{refusal}");
        }
    }
}
