"""An authority, and certificates that it has and has not signed, made with openssl and keytool."""

from __future__ import annotations

import subprocess

PASSWORD = "keystore"


def run(folder, *words):
    subprocess.run(words, cwd=folder, check=True, capture_output=True)


def authority(folder, name):
    """Make NAME.pem and NAME.key: an authority that signs others."""
    run(folder, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-days", "2",
        "-keyout", f"{name}.key", "-out", f"{name}.pem")


def signed(folder, name, by, extension=""):
    """Make NAME.pem and NAME.key, signed by the authority ``by``."""
    run(folder, "openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}",
        "-keyout", f"{name}.key", "-out", f"{name}.csr")
    (folder / f"{name}.ext").write_text(extension)
    run(folder, "openssl", "x509", "-req", "-in", f"{name}.csr", "-CA", f"{by}.pem", "-CAkey", f"{by}.key",
        "-CAcreateserial", "-days", "2", "-extfile", f"{name}.ext", "-out", f"{name}.pem")


def keystore(folder, name, by):
    """Put NAME.pem with its key and its authority into NAME.p12."""
    run(folder, "openssl", "pkcs12", "-export", "-in", f"{name}.pem", "-inkey", f"{name}.key", "-certfile", f"{by}.pem",
        "-name", name, "-passout", f"pass:{PASSWORD}", "-out", f"{name}.p12")


def truststore(folder, name, *trusted):
    """Put the authorities that are trusted into NAME.p12."""
    for authority_name in trusted:
        run(folder, "keytool", "-importcert", "-noprompt", "-alias", authority_name, "-keystore", f"{name}.p12",
            "-storepass", PASSWORD, "-file", f"{authority_name}.pem")


def expired(folder, name):
    """Make NAME.p12 and NAME.pem: a certificate that was valid until yesterday."""
    store = ["-keystore", f"{name}.p12", "-storepass", PASSWORD, "-alias", name]
    run(folder, "keytool", "-genkeypair", *store, "-keyalg", "RSA", "-dname", f"CN={name}", "-startdate", "-3d",
        "-validity", "1", "-ext", "SAN=ip:127.0.0.1")
    run(folder, "keytool", "-exportcert", "-rfc", *store, "-file", f"{name}.pem")
