//! `$batch`: a multipart message with change sets, each carried out as a whole or not at all.

use super::{Answer, Asked, Books};
use std::collections::{BTreeMap, BTreeSet};

const MOST: usize = 1_000;

/// A part: its headers, and what follows them.
type Part = (BTreeMap<String, String>, String);

impl Books {
    pub(super) fn batch(&mut self, asked: &Asked<'_>) -> Answer {
        match parse(asked) {
            Ok(requests) if requests.len() > MOST => {
                self.complain("a batch has at most 1000 requests")
            }
            Ok(requests) => self.change_set(&requests),
            Err(fault) => self.complain(fault),
        }
    }

    fn change_set(&mut self, requests: &[(String, Request)]) -> Answer {
        let before = self.rows.clone();
        let mut parts = Vec::new();
        for (id, request) in requests {
            self.requests
                .push(format!("  {} {}", request.method, request.path));
            let answer = self.single(&Asked {
                method: &request.method,
                path: request.path.clone(),
                query: BTreeMap::new(),
                headers: request.headers.clone(),
                body: request.body.as_bytes(),
            });
            if answer.status >= 300 {
                self.rows = before;
                return failed(id, &answer, self.names_the_failed);
            }
            parts.push(part(Some(id), &answer));
        }
        let body = format!(
            "--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changesetresponse_1\r\n\r\n{}\
             --changesetresponse_1--\r\n--batchresponse_1--\r\n",
            parts.concat()
        );
        multipart(200, body)
    }
}

struct Request {
    method: String,
    path: String,
    headers: BTreeMap<String, String>,
    body: String,
}

fn multipart(status: u16, body: String) -> Answer {
    Answer::new(status)
        .with("content-type", "multipart/mixed; boundary=batchresponse_1")
        .body(body)
}

fn failed(id: &str, answer: &Answer, names_the_failed: bool) -> Answer {
    let body = match names_the_failed {
        true => format!(
            "--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changesetresponse_1\r\n\r\n{}\
             --changesetresponse_1--\r\n--batchresponse_1--\r\n",
            part(Some(id), answer)
        ),
        false => {
            let part = part(None, answer).replace("changesetresponse_1", "batchresponse_1");
            format!("{part}--batchresponse_1--\r\n")
        }
    };
    multipart(answer.status, body)
}

fn part(id: Option<&str>, answer: &Answer) -> String {
    let id = id
        .map(|id| format!("Content-ID: {id}\r\n"))
        .unwrap_or_default();
    let headers: String = answer
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    format!(
        "--changesetresponse_1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n{id}\r\n\
         HTTP/1.1 {} Reason\r\nOData-Version: 4.0\r\n{headers}\r\n{}\r\n",
        answer.status, answer.body
    )
}

fn parse(asked: &Asked<'_>) -> Result<Vec<(String, Request)>, String> {
    if asked.method != "POST" {
        return Err("a batch is posted".into());
    }
    let kind = asked
        .headers
        .get("content-type")
        .cloned()
        .unwrap_or_default();
    let boundary = boundary(&kind)?;
    let text = std::str::from_utf8(asked.body).map_err(|_| "the batch is not UTF-8")?;
    if text.replace("\r\n", "").contains(['\n', '\r']) {
        return Err("a line ends with LF alone".into());
    }
    let mut requests = Vec::new();
    let mut ids = BTreeSet::new();
    for (headers, content) in parts(text, &boundary)? {
        let kind = headers.get("content-type").cloned().unwrap_or_default();
        let inner = self::boundary(&kind)?;
        for (headers, content) in parts(&content, &inner)? {
            let header = |name: &str| headers.get(name).map(String::as_str);
            if header("content-type") != Some("application/http")
                || header("content-transfer-encoding") != Some("binary")
            {
                return Err("a part is application/http, binary".into());
            }
            let id = header("content-id").unwrap_or_default().to_owned();
            if id.parse::<u32>().is_err() || !ids.insert(id.clone()) {
                return Err("each request of a change set has a number of its own".into());
            }
            requests.push((id, request(&content)?));
        }
    }
    Ok(requests)
}

fn request(text: &str) -> Result<Request, String> {
    let (line, rest) = text.split_once("\r\n").ok_or("no request")?;
    let words: Vec<&str> = line.split(' ').collect();
    let [method, path, "HTTP/1.1"] = words[..] else {
        return Err(format!("`{line}` is no line of a request"));
    };
    if method == "GET" {
        return Err("a change set only writes".into());
    }
    if path.contains("://") || path.starts_with('/') {
        return Err("an address in a batch is relative".into());
    }
    let (headers, body) = head(rest)?;
    Ok(Request {
        method: method.to_owned(),
        path: path.to_owned(),
        headers,
        body,
    })
}

fn boundary(kind: &str) -> Result<String, String> {
    let value = kind
        .strip_prefix("multipart/mixed; boundary=")
        .ok_or_else(|| format!("`{kind}` is not multipart/mixed"))?;
    match value.contains('"') || value.is_empty() {
        true => Err("a boundary has no quotes".into()),
        false => Ok(value.to_owned()),
    }
}

fn parts(text: &str, boundary: &str) -> Result<Vec<Part>, String> {
    let line = format!("--{boundary}");
    let text = format!("\r\n{text}");
    let (inside, _) = text
        .split_once(&format!("\r\n{line}--"))
        .ok_or_else(|| format!("{boundary} is not closed"))?;
    let mut found = Vec::new();
    for part in inside.split(&format!("\r\n{line}")).skip(1) {
        let part = part
            .strip_prefix("\r\n")
            .ok_or("a boundary has a line of its own")?;
        found.push(head(part)?);
    }
    match found.is_empty() {
        true => Err(format!("{boundary} has no parts")),
        false => Ok(found),
    }
}

fn head(text: &str) -> Result<Part, String> {
    let (head, rest) = text
        .split_once("\r\n\r\n")
        .ok_or("no empty line after the headers")?;
    let mut headers = BTreeMap::new();
    for line in head.split("\r\n") {
        let (name, value) = line
            .split_once(": ")
            .ok_or_else(|| format!("`{line}` is no header"))?;
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    Ok((headers, rest.to_owned()))
}
