# Keeps one temporary PostgreSQL cluster while its standard input is open.
# Arguments: folder of the programs, folder for the cluster, port, fsync (on or off).
# Prints "ready" when connections are accepted.
bin=$1 folder=$2 port=$3 fsync=$4
trap '' INT TERM HUP PIPE
export LC_ALL=C

# Superuser `postgres`, no password: only this machine's loopback address and the folder's socket.
start() {
    "$bin/initdb" --pgdata="$folder/data" --username=postgres --auth=trust \
        --encoding=UTF8 --no-locale --no-sync >"$folder/log" 2>&1 || return
    cat >>"$folder/data/postgresql.conf" <<SETTINGS
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$folder'
max_connections = 200
fsync = $fsync
full_page_writes = $fsync
synchronous_commit = $fsync
SETTINGS
    "$bin/pg_ctl" start --pgdata="$folder/data" --log="$folder/log" --wait --timeout=60 >/dev/null 2>&1
}

if start; then
    echo ready 2>/dev/null
    # Nothing is ever written there: this returns when the parent is gone or has let go.
    read -r _
else
    cat "$folder/log" >&2
fi
"$bin/pg_ctl" stop --pgdata="$folder/data" --mode=immediate --wait >/dev/null 2>&1
rm -rf "$folder"
