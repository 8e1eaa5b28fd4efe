"""Forms of the account pages."""

from allauth.account.forms import LoginForm, SignupForm


class SignInForm(LoginForm):
    """The promised field names are `email` and `password`; the library calls the first `login`."""

    def add_prefix(self, field_name: str) -> str:
        return "email" if field_name == "login" else super().add_prefix(field_name)


class SignUpForm(SignupForm):
    """E-mail and password; the firm comes later."""
