"""A real SMTP server on loopback for the tests, after aiosmtpd (PyPI).

Prints `PORT n` once it listens, then one JSON line per mail that it took.
Recipients whose name begins with `unknown` are refused for good (550), with
`later` for now (451); `drop` breaks the connection off in the middle.
"""

import argparse
import asyncio
import base64
import json
import logging
import ssl
import warnings

from aiosmtpd.smtp import SMTP, AuthResult


# A refused handshake is what a test wants to see in the client, not here.
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("unknown"):
            return f"550 5.1.1 <{address}>: no such user here"
        if address.startswith("later"):
            return f"451 4.7.1 <{address}>: greylisted, come back later"
        if address.startswith("drop"):
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        line = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": server.transport.get_extra_info("ssl_object") is not None,
            "user": session.auth_data,
            "peer_port": session.peer[1],
            "data": base64.b64encode(envelope.original_content).decode(),
        }
        print(json.dumps(line), flush=True)
        return "250 OK"


def authenticator(expected):
    def check(server, session, envelope, mechanism, data):
        given = f"{data.login.decode()}:{data.password.decode()}"
        if given == expected:
            return AuthResult(success=True, auth_data=data.login.decode())
        return AuthResult(success=False, handled=False)

    return check


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tls", choices=["none", "starttls", "wrapper"], default="none")
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--auth", help="user:password that is demanded")
    options = parser.parse_args()

    context = None
    if options.tls != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.cert, options.key)
    settings = {"hostname": "mail.test", "enable_SMTPUTF8": False}
    if options.tls == "starttls":
        settings |= {"tls_context": context, "require_starttls": False}
    if options.auth:
        settings |= {
            "auth_required": True,
            "auth_require_tls": False,
            "authenticator": authenticator(options.auth),
        }
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Handler(), **settings),
        "127.0.0.1",
        0,
        ssl=context if options.tls == "wrapper" else None,
    )
    print(f"PORT {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
