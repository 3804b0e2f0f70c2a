"""Certificates are verified: one that has expired, or is another host's, or nobody's, is refused."""

from __future__ import annotations

import ssl
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crawling import crawl
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from portal_site import HOST, Served, Site, pdf, portal_file

NOW = datetime.now(UTC)


class _Authority:
    """Signs certificates for names of the tests."""

    def __init__(self, folder: Path, name: str):
        self.folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        own = self._builder(self._subject, self._key.public_key(), timedelta(days=9))
        own = own.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.place = folder / f"{name}.pem"
        self.place.write_bytes(own.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePublicKey, ends: timedelta) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self._subject).public_key(key)
        builder = builder.serial_number(x509.random_serial_number()).not_valid_before(NOW - timedelta(days=99))
        return builder.not_valid_after(NOW + ends)

    def context(self, host: str, ends: timedelta = timedelta(days=5)) -> ssl.SSLContext:
        """A server's side with a certificate for this host."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        builder = self._builder(subject, key.public_key(), ends)
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        chain = builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        place = self.folder / f"{host}-{ends.days}.pem"
        place.write_bytes(secret + chain)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(place)
        return context


def test_only_a_valid_certificate_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, strange = _Authority(tmp_path, "ours"), _Authority(tmp_path, "strange")
    # How a portal's missing authority is added (docs/crawl.md).
    monkeypatch.setenv("SSL_CERT_FILE", str(ours.place))
    contexts = {
        "good.test": ours.context("good.test"),
        "expired.test": ours.context("expired.test", -timedelta(days=1)),
        "other.test": ours.context("somebody.test"),
        "strange.test": strange.context("strange.test"),
    }
    site, secure = Site(), Site()
    secure.fixed("/a.pdf", pdf("over tls"))
    with ExitStack() as stack:
        served = {name: stack.enter_context(Served(secure, context)) for name, context in contexts.items()}
        plain = stack.enter_context(Served(site))
        links = "".join(f"<li><a href='https://{name}:{one.port}/a.pdf'>附件</a></li>" for name, one in served.items())
        site.page("/list.html", f"<ul class=list>{links}</ul>")
        hosts = "".join(
            f'[[hosts]]\nname = "{name}"\nports = [{one.port}]\naddress = "127.0.0.1"\nallow_private = true\n'
            for name, one in served.items()
        )
        start = [f"http://{HOST}:{plain.port}/list.html"]
        crawled = crawl(portal_file(tmp_path / "p.toml", plain.port, start=start, hosts=hosts), tmp_path / "out")
    codes = {row["url"].split("/")[2].split(":")[0]: row["failure"] and row["failure"]["code"] for row in crawled.rows}
    assert codes == {"good.test": None, "expired.test": "JS130", "other.test": "JS130", "strange.test": "JS130"}
    assert {one.host.split(":")[0] for one in secure.seen} == {"good.test"}
