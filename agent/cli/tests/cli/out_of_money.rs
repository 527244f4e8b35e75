//! Somebody at a keyboard whose money runs out: pictures are drawn from there on, what is left is told, and there is a design.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;

use crate::succeed;
use crate::terminal::{MONO, Terminal, delivered};

/// Longest request that is read, bytes.
const REQUEST_BYTES_MAX: usize = 1024 * 1024;

/// A picture of something round on a table, as JSON of image generations.
fn photograph() -> String {
    let pixels = image::RgbImage::from_fn(512, 512, |x, y| {
        let (across, down) = (x.abs_diff(256), y.abs_diff(300));
        let light = if across * across + down * down < 19_000 { 90 + down / 3 } else { 230 - y / 4 };
        image::Rgb([light as u8, (light * 4 / 5) as u8, (light * 3 / 5) as u8])
    });
    let mut png = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let encoded = base64::engine::general_purpose::STANDARD.encode(png.into_inner());
    format!(r#"{{"created":1,"data":[{{"b64_json":"{encoded}"}}]}}"#)
}

/// Answers one request with a picture.
fn answer(stream: TcpStream, picture: &str, asked: &AtomicUsize) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    while reader.read_line(&mut line)? > 2 {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
        line.clear();
    }
    reader.read_exact(&mut vec![0; length.min(REQUEST_BYTES_MAX)])?;
    asked.fetch_add(1, Ordering::Relaxed);
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        picture.len()
    );
    let mut stream = reader.into_inner();
    stream.write_all(head.as_bytes())?;
    stream.write_all(picture.as_bytes())
}

/// A server of pictures on loopback: its port, and how often it was asked.
fn server() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let (port, asked) = (listener.local_addr().unwrap().port(), Arc::new(AtomicUsize::new(0)));
    let (counted, picture) = (Arc::clone(&asked), photograph());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // Whoever asked may have gone.
            let _ = answer(stream, &picture, &counted);
        }
    });
    (port, asked)
}

#[test]
fn who_runs_out_of_money_is_told_and_gets_a_design_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (port, asked) = server();
    let settings = format!(
        "[images.studio]\nkind = \"openai\"\nbase_url = \"http://127.0.0.1:{port}/v1\"\nusd = \"0.02\"\n\
         tiers = [{{ what = \"as it is\", model = \"camera\", sizes = [[512, 512]] }}]\n"
    );
    std::fs::write(folder.path().join("maquette.toml"), settings).unwrap();
    let more = ["--turns", "3", "--images", "studio", "--budget", "0.05"];
    let mut terminal = Terminal::design(folder.path(), 110, MONO, &more);
    terminal.wait_for("a picture is painted by rule: it would have taken 0.02 USD and 0.01 USD were left");
    terminal.prompt();
    terminal.say("budget");
    terminal.wait_for("Spent $0.04 of $0.05; $0.01 is left.");
    terminal.prompt();
    terminal.say("n");
    terminal.wait_for("Turn 2 of 3");
    terminal.prompt();
    terminal.say("budget");
    terminal.wait_for("Spent $0.04 of $0.05");
    terminal.wait_for("costs nothing");
    terminal.prompt();
    terminal.say("2");
    terminal.wait_for("Turn 3 of 3, the last");
    terminal.prompt();
    terminal.say("a1");
    assert_eq!(terminal.end(), 0, "{}", terminal.said());
    assert!(terminal.said().contains("spent $0.04"), "{}", terminal.said());
    assert_eq!(asked.load(Ordering::Relaxed), 2, "pictures were asked for that nobody can pay");
    // It is told once, though many designs go without; and what is planned after it wants none.
    let told = terminal.said().matches("a picture is painted by rule").count();
    assert_eq!(told, 1, "{}", terminal.said());
    delivered(folder.path());
    // What an image model makes is not made again, and all that is made of it is.
    let replayed = succeed(folder.path(), &["replay", "out"]);
    assert_eq!(String::from_utf8_lossy(&replayed.stdout).trim(), "equivalent");
}
