//! SIGTERM: what was begun is finished, what was acknowledged is stored, and the process ends well.

use crate::program::{PATIENCE, Program, Running};
use crate::visitors::{RESPONSES, body, key, name, publish, send, stored};
use crate::wire::{answer, connect};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Instant;

/// A request whose body the server has begun to read: it was asked whether to send it, and said yes.
fn begun(server: &Running, number: usize) -> TcpStream {
    let mut stream = connect(server.address).unwrap();
    let head = format!(
        "POST {RESPONSES} HTTP/1.1\r\nhost: sonda.test\r\nconnection: close\r\nexpect: 100-continue\r\n\
         content-type: application/json\r\nidempotency-key: {}\r\ncontent-length: {}\r\n\r\n",
        key(number),
        body(number).len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

/// Waits until nobody can connect any more.
fn stopped_listening(server: &Running) {
    let deadline = Instant::now() + PATIENCE;
    while TcpStream::connect(server.address).is_ok() {
        assert!(Instant::now() < deadline, "the server still listens");
    }
}

fn sigterm_during_a_load(program: &Program) {
    publish(program);
    let server = program.serve();
    let address = server.address;
    let idle = connect(address).unwrap();
    let (told, acknowledgements) = mpsc::channel();
    let mut acknowledged: Vec<usize> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..4)
            .map(|client| {
                let told = told.clone();
                scope.spawn(move || {
                    let numbers = (0..).map(|number| client + 4 * number);
                    let answered = numbers.take_while(|number| send(address, *number).is_ok());
                    answered
                        .inspect(|_| told.send(()).unwrap())
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        for _ in 0..20 {
            acknowledgements.recv().unwrap();
        }
        let under_way: Vec<_> = (0..4)
            .map(|one| 1_000_000 + one)
            .map(|number| (number, begun(&server, number)))
            .collect();
        server.terminate();
        stopped_listening(&server);
        for (number, mut stream) in under_way {
            stream.write_all(body(number).as_bytes()).unwrap();
            assert_eq!(answer(&mut stream).unwrap().status, 201);
        }
        clients
            .into_iter()
            .flat_map(|client| client.join().unwrap())
            .collect()
    });
    let asked = Instant::now();
    assert_eq!(server.ended().code(), Some(0));
    assert!(
        asked.elapsed().as_secs() < 10,
        "somebody who said nothing was waited for"
    );
    drop(idle);
    acknowledged.extend((0..4).map(|one| 1_000_000 + one));
    let server = program.serve();
    let stored = stored(&server);
    for number in acknowledged {
        assert_eq!(stored[&name(number)].len(), 1, "{number}");
    }
    server.delivered();
}

on_both_engines!(
    a_server_asked_to_stop_finishes_what_was_begun,
    sigterm_during_a_load
);

on_both_engines!(a_server_without_work_stops_at_once, |program| {
    let server = program.serve();
    server.terminate();
    assert_eq!(server.ended().code(), Some(0));
});
