"""The reverse proxies of docs/proxies, tried."""

import base64
import hashlib
import subprocess
import unittest

import proxy
import roster

APACHE_MODULES = ("mpm_event authn_core authn_file authz_core authz_host authz_user auth_basic proxy proxy_http headers"
                  " ssl setenvif auth_openidc").split()


class Nginx(proxy.ProxyTest):
    def start_proxy(self):
        (self.home / "htpasswd").write_text("anna:{PLAIN}secret\n")
        site = self.page("nginx.conf", **{
            "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl", "/etc/ssl/certs/roster.pem": f"{self.home}/cert.pem",
            "/etc/ssl/private/roster.key": f"{self.home}/key.pem", "/etc/nginx/roster.htpasswd": f"{self.home}/htpasswd"})
        paths = "".join(f"{kind}_temp_path {self.home}/{kind};" for kind in
                        ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        account = "user root;" if roster.ROOT else ""
        (self.home / "nginx.conf").write_text(
            f"{account} daemon off; pid {self.home}/nginx.pid; error_log stderr; events {{}}\n"
            f"http {{ access_log {self.home}/access.log; {paths}\n{site}\n}}\n")
        self.run_proxy("nginx", "-p", self.home, "-c", self.home / "nginx.conf")

    def test_it_serves_programs_and_lets_people_sign_in(self):
        self.works()

    def test_it_alone_says_who_somebody_is(self):
        self.names_people()


class Apache(proxy.ProxyTest):
    def start_proxy(self):
        digest = base64.b64encode(hashlib.sha1(b"secret").digest()).decode()
        (self.home / "htpasswd").write_text("anna:{SHA}" + digest + "\n")
        site = self.page("apache.conf", **{
            "*:443": f"127.0.0.1:{self.port}", "/etc/ssl/certs/roster.pem": f"{self.home}/cert.pem",
            "/etc/ssl/private/roster.key": f"{self.home}/key.pem", "${APACHE_LOG_DIR}": str(self.home),
            "AuthType openid-connect": f"AuthType Basic\nAuthName Roster\nAuthUserFile {self.home}/htpasswd"})
        modules = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in APACHE_MODULES)
        account = "User www-data\nGroup www-data\n" if roster.ROOT else ""
        (self.home / "apache.conf").write_text(
            f"{modules}{account}ServerName {proxy.NAME}\nServerRoot {self.home}\nPidFile {self.home}/apache.pid\n"
            f"ErrorLog {self.home}/error.log\nDefaultRuntimeDir {self.home}\nListen 127.0.0.1:{self.port}\n{site}")
        self.run_proxy("apache2", "-f", self.home / "apache.conf", "-DFOREGROUND")

    def test_it_serves_programs_and_lets_people_sign_in(self):
        self.works()
        self.assertNotIn("/almaws/", (self.home / "roster.log").read_text())

    def test_it_alone_says_who_somebody_is(self):
        self.names_people()


class Caddy(proxy.ProxyTest):
    def start_proxy(self):
        word = subprocess.run(["caddy", "hash-password", "--plaintext", "secret"], check=True, capture_output=True,
                              text=True, env={"HOME": str(self.home), "PATH": "/usr/bin"}).stdout.strip()
        site = self.page("Caddyfile", **{
            f"{proxy.NAME} {{": f"https://{proxy.NAME}:{self.port} {{\n\tbind 127.0.0.1\n\ttls {self.home}/cert.pem {self.home}/key.pem",
            "anna HASH": f"anna {word}"})
        (self.home / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + site)
        self.run_proxy("caddy", "run", "--config", self.home / "Caddyfile", "--adapter", "caddyfile",
                       env={"HOME": str(self.home), "PATH": "/usr/bin"})

    def test_it_serves_programs_and_lets_people_sign_in(self):
        self.works()

    def test_it_alone_says_who_somebody_is(self):
        self.names_people()


if __name__ == "__main__":
    unittest.main()
