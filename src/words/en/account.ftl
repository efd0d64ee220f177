# The accounts of staff: sign-in codes, where one is signed in.
step-code-title = Enter your sign-in code
step-code-hint = The password is right. One more step.
step-code-label = 6-digit code from your authenticator app
step-code-or-recovery = Lost your phone? Enter a recovery code here.
step-code-remember = Remember this device for 30 days
step-code-remember-hint = Only on a device of your own. On night duty you will not be asked for a code.
step-code-back = Sign in with another account

proof-title = Please confirm again
proof-hint = The next step has to be you for sure. Afterwards you are not asked again for 10 minutes.
proof-button = Confirm
proof-done = Proved. Please close this tab, go back to the page before and send it again. What you typed is still there.

account-title = My account
account-nav = My account: { $name }
account-required = The operator asks for a sign-in code. Please set it up before anything else.
account-sessions = Where you are signed in
account-sessions-hint = If one of these is not yours, end it now and tell the administrator.
account-this-one = This session
account-session = Signed in { $began }, last used { $seen }
account-end = End the session of { $began }
account-end-others = End all other sessions
account-end-others-hint = Other devices are no longer remembered either.
account-devices = Remembered devices
account-this-device = This device
account-device = No code asked until { $until }. Last sign-in { $seen }
account-forget = Forget the device of { $seen }
account-done-ended = That session has ended.
account-done-others-ended = All other sessions have ended.
account-done-forgotten = That device is forgotten.

factor-title = Sign-in code
factor-why = Besides your password, each sign-in asks for a code on your phone. Somebody who knows your password still cannot get in.
factor-begin = Set up sign-in codes
factor-since = Set up on { $time }.
factor-codes-left = { $n } recovery codes left.
factor-few-codes = Few recovery codes are left. Please make new ones.
factor-new-codes = Make new recovery codes
factor-new-codes-hint = The earlier codes stop working.
factor-replace = Move to another phone
factor-replace-hint = The codes on the old phone work until the new phone is set up.
factor-setup-title = Set up sign-in codes
factor-step-app = Open an authenticator app on your phone, for example FreeOTP, Aegis or Google Authenticator.
factor-step-scan = Scan this square.
factor-square = Square to scan with the authenticator app; the letters below it do the same
factor-typed-hint = Cannot scan? Type these letters into the app:
factor-step-code = Enter the 6-digit code that the app shows.
factor-confirm = Done
factor-not-now = Not now

recovery-title = Recovery codes
recovery-done = Saved.
recovery-hint = Copy them on paper and keep it somewhere safe. Each works once if you lose your phone. They are shown this once only.
recovery-go-on = I have copied them

enrol-notice = You have not set up sign-in codes yet. It takes about 2 minutes.
enrol-link = Set up

admin-factor = Sign-in code
admin-factor-yes = Set up
admin-factor-no = Not set up
admin-factor-clear = Clear the sign-in code
admin-factor-clear-hint = Only if this person lost their phone and has no recovery code left. Meet them, or call a number you know, to be sure it is them. They, the head of their office and the office above are told.
admin-done-factor = The sign-in code is cleared. All sessions of this person have ended.

error-tried-too-often = Too many wrong tries. Please wait { $minutes } minutes and try again. If it is urgent, use a device you have signed in on before, or ask a colleague.
error-code-needed = The 6-digit code of your authenticator app is needed too, or a recovery code.
error-code-wrong = The code is not right, was used before or is too old. Please wait for the next code and enter it.
error-no-second-factor-offered = Setting up took too long. Please begin again.
error-no-second-factor = This account has no sign-in code.
error-second-factor-required = Please set up sign-in codes first, on your account page.
error-proof-needed = This step needs your password once more. Please prove it, then send this again.
