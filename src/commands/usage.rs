//! What is wrong with the arguments, in one Chinese sentence with its remedy.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// The sentence for a wrong usage.
pub(super) fn sentence(error: &clap::Error) -> String {
    let told = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let (argument, value) = (
        told(ContextKind::InvalidArg),
        told(ContextKind::InvalidValue),
    );
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            format!("没有“{}”这个命令", told(ContextKind::InvalidSubcommand))
        }
        ErrorKind::UnknownArgument => format!("不认识参数“{argument}”"),
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{argument}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "请写明要做什么".to_owned()
        }
        ErrorKind::ArgumentConflict => {
            format!(
                "“{argument}”不能与“{}”同时使用",
                told(ContextKind::PriorArg)
            )
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("“{argument}”后面缺少内容"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            value_sentence(error, &argument, &value)
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("“{argument}”的个数不对")
        }
        ErrorKind::InvalidUtf8 => "参数里有无法识别的文字".to_owned(),
        _ => "命令的写法不对".to_owned(),
    };
    format!("{what}。请用 shegong --help 或 shegong 命令 --help 查看用法")
}

/// Our own parsers already speak Chinese; of the others the argument tells what it wants.
fn value_sentence(error: &clap::Error, argument: &str, value: &str) -> String {
    use std::error::Error as _;
    let own = error
        .source()
        .map(ToString::to_string)
        .filter(|text| !text.is_ascii());
    let wanted = own.unwrap_or_else(|| {
        if argument.contains("as-of") || argument.contains("日期") {
            "请写存在的日期，如 2026-03-09".to_owned()
        } else {
            "请写数字".to_owned()
        }
    });
    format!("“{argument}”不能是“{value}”：{wanted}")
}
