"""How the client proves who it is and whom it trusts: from options to what the client library takes.

Secrets are read from files, so that they stand in no configuration, no environment and no process list.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from agent.log.api import LogError

TLS = frozenset({"ssl", "sasl_ssl"})
SASL = frozenset({"sasl_plaintext", "sasl_ssl"})
REFUSAL_SECONDS = 2.0


class Options(Protocol):
    """Something that has the option ``kafka.x`` at ``["kafka.x"]``."""

    def __getitem__(self, name: str) -> Any:
        """Return the value of an option."""


@dataclass(frozen=True, slots=True)
class Security:
    """The security options; a path that is empty is not given."""

    protocol: str = "plaintext"
    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""
    key_password_file: str = ""
    verify_hostname: bool = True
    sasl_mechanism: str = "scram-sha-512"
    username: str = ""
    password_file: str = ""
    oauth_token_file: str = ""

    @classmethod
    def of(cls, options: Options) -> Security:
        """Return the security that ``options`` ask for.

        Raises:
            LogError: They contradict each other, or a file cannot be read; the message names the option.
        """
        made = cls(
            protocol=options["kafka.security_protocol"],
            ca_file=options["kafka.ca_file"],
            cert_file=options["kafka.cert_file"],
            key_file=options["kafka.key_file"],
            key_password_file=options["kafka.key_password_file"],
            verify_hostname=options["kafka.verify_hostname"],
            sasl_mechanism=options["kafka.sasl_mechanism"],
            username=options["kafka.username"],
            password_file=options["kafka.password_file"],
            oauth_token_file=options["kafka.oauth_token_file"],
        )
        made.check()
        return made

    @property
    def principal(self) -> str:
        """Who the cluster takes the client for, for messages."""
        if self.protocol in SASL:
            return f"User:{self.username}" if self.username else "the owner of kafka.oauth_token_file"
        return "the subject of kafka.cert_file" if self.cert_file else "User:ANONYMOUS"

    def check(self) -> None:
        """Raise LogError when the options contradict each other or a file cannot be read."""
        if self.protocol not in TLS:
            for name in ("ca_file", "cert_file", "key_file"):
                if getattr(self, name):
                    raise LogError(
                        f"kafka.{name} is set but kafka.security_protocol is {self.protocol}, which is not encrypted: "
                        "set it to ssl or sasl_ssl"
                    )
        else:
            self.tls_context()
        if self.protocol not in SASL:
            for name in ("username", "password_file", "oauth_token_file"):
                if getattr(self, name):
                    raise LogError(
                        f"kafka.{name} is set but kafka.security_protocol is {self.protocol}, which knows no users: "
                        "set it to sasl_ssl"
                    )
        elif self.sasl_mechanism == "oauthbearer":
            self.token()
        else:
            if not self.username:
                raise LogError(f"kafka.username is empty: {self.sasl_mechanism} needs it")
            self.password()

    def tls_context(self) -> ssl.SSLContext | None:
        """Return what TLS is to trust and to show, or None for an unencrypted protocol.

        Raises:
            LogError: A file is missing or is no certificate or key.
        """
        if self.protocol not in TLS:
            return None
        if bool(self.cert_file) != bool(self.key_file) and self.key_file:
            raise LogError("kafka.key_file is set without kafka.cert_file: name the certificate that belongs to it")
        try:
            context = ssl.create_default_context(cafile=_path("ca_file", self.ca_file) if self.ca_file else None)
        except ssl.SSLError as error:
            raise LogError(f"kafka.ca_file: {self.ca_file} holds no certificate in PEM form ({error})") from error
        context.check_hostname = self.verify_hostname
        if self.cert_file:
            certificate = _path("cert_file", self.cert_file)
            key = _path("key_file", self.key_file) if self.key_file else None
            password = _secret("key_password_file", self.key_password_file) if self.key_password_file else ""
            try:
                # A function, not the text: OpenSSL would otherwise ask on the terminal for a missing password.
                context.load_cert_chain(certificate, key, password=lambda: password)
            except (ssl.SSLError, OSError) as error:
                raise LogError(
                    f"kafka.cert_file: {self.cert_file} and its key cannot be used ({error}): both must be in PEM form "
                    "and belong together; an encrypted key needs kafka.key_password_file"
                ) from error
        return context

    def password(self) -> str:
        """Return the password; the file is read anew, so that a rotated one is taken."""
        if not self.password_file:
            raise LogError(f"kafka.password_file is empty: {self.sasl_mechanism} needs a password, in a file")
        return _secret("password_file", self.password_file)

    def token(self) -> str:
        """Return the bearer token; the file is read anew at each connection."""
        if not self.oauth_token_file:
            raise LogError("kafka.oauth_token_file is empty: oauthbearer needs a token, in a file that is kept fresh")
        return _secret("oauth_token_file", self.oauth_token_file)


async def certificate_refused(host: str, port: int, context: ssl.SSLContext, *, shown: bool) -> LogError | None:
    """Ask a TLS server what it has against our certificate; return that, or None when it has nothing.

    With TLS 1.3 a server refuses a client only after the handshake, and the client library does not pass that on.

    Args:
        host: Where the server is.
        port: Its port.
        context: What TLS shows and trusts.
        shown: Whether we show a certificate at all.
    """
    writer = None
    try:
        async with asyncio.timeout(REFUSAL_SECONDS):
            reader, writer = await asyncio.open_connection(host, port, ssl=context)
            await reader.read(1)  # a server that has nothing against us waits for our first request
    except ssl.SSLError as error:
        if isinstance(error, ssl.SSLCertVerificationError) or "ALERT" not in (error.reason or ""):
            return None
        detail = str(error.reason).replace("_", " ").lower()
        if not shown:
            return LogError(
                f"connecting to {host}:{port}: the cluster asks for a certificate: set kafka.cert_file and "
                f"kafka.key_file ({detail})"
            )
        return LogError(
            f"connecting to {host}:{port}: the cluster does not accept the certificate in kafka.cert_file: it must be "
            f"signed by an authority that the brokers trust, and not have expired ({detail})"
        )
    except (OSError, TimeoutError):
        return None
    finally:
        if writer is not None:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
    return None


def _path(option: str, text: str) -> str:
    path = Path(text).expanduser()
    if not path.is_file():
        raise LogError(f"kafka.{option}: no file {path}")
    return str(path)


def _secret(option: str, text: str) -> str:
    """Return the first line of the file that ``option`` names."""
    path = _path(option, text)
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LogError(f"kafka.{option}: {path} cannot be read ({error})") from error
    if not lines or not lines[0].strip():
        raise LogError(f"kafka.{option}: {path} is empty")
    return lines[0].strip()
