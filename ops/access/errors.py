"""What can go wrong around users, sign-in and rights; worded at the edge."""

from ops.errors import N_, Conflict, InvalidInput, NotAllowed, NotFound, NotSignedIn


class SignInRefused(NotSignedIn):
    """One answer for an unknown address, a wrong password and a disabled user."""

    code = "sign_in_refused"
    text = N_("This e-mail address and password do not go together.")


class UnknownUser(NotFound):
    code = "unknown_user"
    text = N_("There is no such user.")


class UnknownToken(NotFound):
    code = "unknown_token"
    text = N_("There is no such token.")


class UnknownSession(NotFound):
    code = "unknown_session"
    text = N_("This session has already ended.")


class LinkNotUsable(NotFound):
    """Unknown, used and expired links look the same, so that nothing can be learned by trying."""

    code = "link_not_usable"
    text = N_("This link was used before or is too old. Ask for a new one.")


class PasswordTooShort(InvalidInput):
    code = "password_too_short"
    text = N_("Choose at least %(length)s characters. Three or four words in a row are easy to remember.")


class PasswordTooLong(InvalidInput):
    code = "password_too_long"
    text = N_("Choose at most %(length)s characters.")


class PasswordTooCommon(InvalidInput):
    code = "password_too_common"
    text = N_("This password is among the first that others try. Choose another one.")


class PasswordHoldsName(InvalidInput):
    code = "password_holds_name"
    text = N_("Leave your name and e-mail address out of the password.")


class PasswordWrong(InvalidInput):
    code = "password_wrong"
    text = N_("This is not your present password.")


class EmailNotUsable(InvalidInput):
    code = "email_not_usable"
    text = N_("Write an e-mail address such as name@example.org.")


class EmailTaken(Conflict):
    code = "email_taken"
    text = N_("There is already a user with the address %(email)s.")


class NameMissing(InvalidInput):
    code = "name_missing"
    text = N_("Write a name.")


class TokenNameTaken(Conflict):
    code = "token_name_taken"
    text = N_("There is already a token called %(name)s. Revoke it, or choose another name.")


class UnknownLanguage(InvalidInput):
    code = "unknown_language"
    text = N_("Choose Dutch, French or English.")


class UnknownRole(InvalidInput):
    code = "unknown_role"
    text = N_("There is no role %(role)s.")


class NoScope(InvalidInput):
    code = "no_scope"
    text = N_("Choose where the role counts.")


class ScopeNotUsable(InvalidInput):
    code = "scope_not_usable"
    text = N_("Write the scope as all, home:CODE, building:CODE, zone:CODE or firm:CODE; %(scope)s is none of these.")


class NoGrant(InvalidInput):
    code = "no_grant"
    text = N_("Give at least one role.")


class NotYourself(Conflict):
    code = "not_yourself"
    text = N_("You can't do this to your own account. Ask another administrator.")


class LastAdmin(Conflict):
    code = "last_admin"
    text = N_("This is the last administrator. Make somebody else administrator first.")


class NotInvited(Conflict):
    code = "not_invited"
    text = N_("This user has a password already. Use the password reset instead.")


class CrossSite(NotAllowed):
    """A browser sent a change from a page that is not ours."""

    code = "cross_site"
    text = N_("This request did not come from a page of Regie. Open the page again and retry.")


class UnknownSector(NotFound):
    code = "unknown_sector"
    text = N_("There is no such sector.")
