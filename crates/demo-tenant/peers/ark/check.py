"""A client that this project did not write (CyberArk's ark-sdk-python) signs in at the demo tenant and reads the apps.

    python check.py https://127.0.0.1:PORT

Nothing of the SDK is replaced: it is given the tenant's address, and trusts the tenant's private CA through
REQUESTS_CA_BUNDLE. The one patch answers the SDK's question for a mail code by confirming the mail at the tenant.
Exits 0 if every step holds, 1 with a plain message if not.
"""

import os
import sys
import threading
import time

import requests
from ark_sdk_python.auth.identity import ArkIdentity
from ark_sdk_python.common.ark_jwt_utils import ArkJWTUtils


def sign_in(url: str, user: str) -> ArkIdentity:
    # `verify` left alone would be True, which makes requests look at REQUESTS_CA_BUNDLE.
    identity = ArkIdentity(user, "portico", identity_url=url, mfa_type="email", cache_authentication=False)
    identity.auth_identity(interactive=False)
    return identity


def names(identity: ArkIdentity) -> list:
    answer = identity.get_apps()
    expect(answer.get("success") is True, f"GetUPData failed: {answer}")
    return [app["DisplayName"] or app["Name"] for app in answer["Result"]["Apps"]]


def expect(holds: bool, message: str) -> None:
    if not holds:
        raise SystemExit(f"ark: {message}")


def confirm_mail(url: str) -> None:
    """Clicks the link in the mail as soon as the tenant has sent one."""
    for _ in range(300):
        if requests.post(f"{url}/__demo/confirm-mail", json={"user": "mfa@acme.test"}, timeout=10).json()["ok"]:
            return
        time.sleep(0.1)


def main() -> None:
    expect(len(sys.argv) == 2, "give the tenant's https address as the one argument")
    url = sys.argv[1].rstrip("/")
    expect(url.startswith("https://"), "the SDK speaks https only: start the tenant with --tls")
    expect("REQUESTS_CA_BUNDLE" in os.environ, "set REQUESTS_CA_BUNDLE to the CA file that the tenant printed")

    user = sign_in(url, "user@acme.test")
    found = names(user)
    expect(len(found) == 42 and "Slack" in found, f"expected the 42 apps of user@acme.test, got {len(found)}")
    print("ark: password sign-in, 42 apps")

    claims = ArkJWTUtils.get_unverified_claims(user.session_token)
    expect(claims["tenant_id"] == "ACM1234" and claims["unique_name"] == "user@acme.test", f"odd platform token: {claims}")
    before = user.session_token
    user.refresh_auth_identity()
    expect(user.session_token != before, "the platform token was not renewed")
    print("ark: platform token read and renewed")

    clicker = threading.Thread(target=confirm_mail, args=(url,), daemon=True)
    clicker.start()
    expect(len(names(sign_in(url, "mfa@acme.test"))) == 42, "mfa@acme.test did not get 42 apps")
    print("ark: password, then mail by polling, 42 apps")

    try:
        ArkIdentity("user@acme.test", "wrong", identity_url=url, cache_authentication=False).auth_identity(interactive=False)
    except Exception as refusal:
        print(f"ark: wrong password refused ({type(refusal).__name__})")
    else:
        expect(False, "a wrong password was accepted")
    expect(ArkIdentity.is_password_required("user@acme.test", url, None), "the SDK did not see a password challenge")
    print("ark: all good")


main()
