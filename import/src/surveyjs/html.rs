//! Plain text out of HTML.

/// Whether a text has something that looks like a tag.
pub(super) fn has_tags(text: &str) -> bool {
    text.match_indices('<').any(|(index, _)| {
        let rest = &text[index + 1..];
        let name = rest.strip_prefix('/').unwrap_or(rest);
        (name.starts_with(|c: char| c.is_ascii_alphabetic()) || rest.starts_with("!--"))
            && rest.contains('>')
    })
}

/// The text without its tags: paragraphs and lines stay apart, links keep their addresses.
pub(super) fn plain(html: &str) -> String {
    let mut plain = String::new();
    let mut rest = html;
    let mut skipped = None::<String>;
    let mut link = None::<String>;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        if skipped.is_none() {
            push_text(&mut plain, before);
        }
        let Some(end) = end_of_tag(tag) else {
            // No tag, but a sign.
            if skipped.is_none() {
                push_text(&mut plain, "<");
            }
            rest = &tag[1..];
            continue;
        };
        let inside = &tag[1..end];
        rest = &tag[end + 1..];
        let closing = inside.starts_with('/');
        let name: String = inside
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        match (&skipped, name.as_str()) {
            (Some(open), name) if closing && open == name => skipped = None,
            (Some(_), _) => {}
            (None, "script" | "style") if !closing => skipped = Some(name),
            (None, "a") if closing => {
                if let Some(address) = link.take()
                    && !plain.ends_with(&address)
                {
                    plain.push_str(&format!(" ({address})"));
                }
            }
            (None, "a") => link = address(inside),
            (None, "br") => plain.push('\n'),
            (None, "li") if !closing => {
                line(&mut plain);
                plain.push_str("• ");
            }
            (
                None,
                "p" | "div" | "ul" | "ol" | "li" | "tr" | "table" | "h1" | "h2" | "h3" | "h4"
                | "h5" | "h6" | "section" | "header" | "footer" | "blockquote",
            ) => line(&mut plain),
            _ => {}
        }
    }
    if skipped.is_none() {
        push_text(&mut plain, rest);
    }
    let lines = plain.lines().map(str::trim);
    let mut text = String::new();
    for one in lines.filter(|line| !line.is_empty()) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(one);
    }
    text
}

/// Where the tag ends that a text begins with; none if it is a sign of comparison.
fn end_of_tag(tag: &str) -> Option<usize> {
    if let Some(comment) = tag.strip_prefix("<!--") {
        return Some(comment.find("-->").map_or(tag.len() - 1, |end| end + 6));
    }
    let inside = &tag[1..];
    let name = inside.trim_start_matches('/');
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!') {
        return None;
    }
    let mut quote = None;
    for (index, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(index),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

fn line(plain: &mut String) {
    if !plain.is_empty() && !plain.ends_with('\n') {
        plain.push('\n');
    }
}

fn address(tag: &str) -> Option<String> {
    let (_, rest) = tag.split_once("href")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (address, _) = rest[1..].split_once(quote)?;
    let known = ["https://", "http://", "mailto:", "tel:"];
    known
        .iter()
        .any(|scheme| address.starts_with(scheme))
        .then(|| entities(address))
}

/// Text between tags: white space is one space.
fn push_text(plain: &mut String, text: &str) {
    for c in entities(text).chars() {
        if !c.is_whitespace() {
            plain.push(c);
        } else if !plain.is_empty() && !plain.ends_with([' ', '\n']) {
            plain.push(' ');
        }
    }
}

fn entities(text: &str) -> String {
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let entity = part.split_once(';').filter(|(name, _)| name.len() <= 8);
        match entity.and_then(|(name, rest)| Some((character(name)?, rest))) {
            Some((c, rest)) => {
                plain.push(c);
                plain.push_str(rest);
            }
            None => {
                plain.push('&');
                plain.push_str(part);
            }
        }
    }
    plain
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control());
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "laquo" => '«',
        "raquo" => '»',
        "copy" => '©',
        "euro" => '€',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_words_stay() {
        for (html, text) in [
            ("<b>Bold</b> and <i>so</i>", "Bold and so"),
            ("<p>One</p><p>Two</p>", "One\nTwo"),
            ("a<br>b<br/>c", "a\nb\nc"),
            ("<ul><li>x</li><li>y</li></ul>", "• x\n• y"),
            (
                "See <a href=\"https://example.org/?a=1&amp;b=2\">the rules</a>.",
                "See the rules (https://example.org/?a=1&b=2).",
            ),
            ("<script>alert('<p>')</script>Hello", "Hello"),
            ("5 < 7 &amp; 7 > 5", "5 < 7 & 7 > 5"),
            ("<!-- a > b -->x", "x"),
            ("<b", "<b"),
            ("&#x41;&#66;&unknown;", "AB&unknown;"),
        ] {
            assert_eq!(plain(html), text, "{html}");
        }
    }

    #[test]
    fn a_sign_of_comparison_is_no_tag() {
        assert!(!has_tags("5 < 7 and 9 > 8"));
        assert!(has_tags("an <em>emphasis</em>"));
    }
}
