"""What a password must be: long, and not one that is tried first. Rules on digits and signs make worse ones."""

from ops.access.errors import PasswordHoldsName, PasswordTooCommon, PasswordTooLong, PasswordTooShort

#: Longer input only feeds the hash with work.
LONGEST = 200

#: Long passwords that still head the lists of leaked ones, in the languages of our users.
_COMMON_TEXT = """
    123456789012 1234567890123 12345678901234 1234567890123456 012345678901 111111111111 000000000000
    abcdefghijkl qwertyuiopas qwertyuiop12 qwertyuiop123 azertyuiopqs azertyuiop12 azertyuiop123 1q2w3e4r5t6y
    1qaz2wsx3edc zaq12wsxcde3 passwordpassword password1234 password12345 password123456 password2026 p@ssw0rd1234
    wachtwoord12 wachtwoord123 wachtwoord1234 welkom123456 welkom012345 motdepasse12 motdepasse123 motdepasse1234
    bienvenue123 bienvenue1234 welcome12345 welcome123456 iloveyou1234 letmein12345 changeme1234 administrator
    administrator1 administrateur beheerder1234 brussels1234 bruxelles1234 bruxelles123 brussel12345 anderlecht12
    superman1234 football1234 dragon123456 monkey123456 sunshine1234 princess1234 trustno1trustno1
    correcthorsebatterystaple
"""
COMMON = frozenset(_COMMON_TEXT.split())


def check_password(password: str, *, min_length: int, email: str, name: str) -> None:
    """Raises the first reason why the password can't be used."""
    if len(password) < min_length:
        raise PasswordTooShort(field="password", length=min_length)
    if len(password) > LONGEST:
        raise PasswordTooLong(field="password", length=LONGEST)
    plain = password.casefold()
    if plain in COMMON or len(set(plain)) < 4:
        raise PasswordTooCommon(field="password")
    if any(part in plain for part in _telling_parts(email, name)):
        raise PasswordHoldsName(field="password")


def _telling_parts(email: str, name: str) -> list[str]:
    """The login, and the words of the name; words of three letters stand in too many good passwords."""
    parts = [email.partition("@")[0], *name.split()]
    return [part.casefold() for part in parts if len(part) >= 4]
