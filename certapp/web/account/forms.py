"""The forms of the account room."""

from wtforms import PasswordField, StringField

from certapp.web.form import Form, _l


class SignInForm(Form):
    """Username and password."""

    username = StringField(_l("account.field.username"))
    password = PasswordField(_l("account.field.password"))


class PasswordForm(Form):
    """A new password, by who knows the old one; the names are those of the verb's faults."""

    old = PasswordField(_l("account.field.old"))
    new = PasswordField(_l("account.field.new"))
    repeat = PasswordField(_l("account.field.repeat"))
