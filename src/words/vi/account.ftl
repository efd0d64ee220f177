# Tài khoản của người phụ trách: mã đăng nhập, nơi đang đăng nhập.
step-code-title = Nhập mã đăng nhập
step-code-hint = Mật khẩu đúng rồi. Còn một bước nữa.
step-code-label = Mã 6 số trong ứng dụng tạo mã
step-code-or-recovery = Mất điện thoại? Nhập một mã dự phòng vào đây.
step-code-remember = Nhớ thiết bị này 30 ngày
step-code-remember-hint = Chỉ chọn trên thiết bị của riêng anh chị. Ca trực đêm sẽ không phải nhập mã.
step-code-back = Đăng nhập bằng tài khoản khác

proof-title = Xin xác nhận lại
proof-hint = Bước tiếp theo cần chắc chắn là anh chị. Sau khi xác nhận, trong 10 phút sẽ không hỏi lại.
proof-button = Xác nhận
proof-done = Đã xác nhận. Xin đóng thẻ này, quay lại trang trước và gửi lần nữa. Chữ đã viết vẫn còn ở đó.

account-title = Tài khoản của tôi
account-nav = Tài khoản của tôi: { $name }
account-required = Đơn vị vận hành yêu cầu mã đăng nhập. Xin cài đặt trước khi làm việc khác.
account-sessions = Nơi đang đăng nhập
account-sessions-hint = Thấy chỗ nào không phải của mình, xin kết thúc ngay và báo quản trị viên.
account-this-one = Phiên này
account-session = Đăng nhập lúc { $began }, dùng gần nhất lúc { $seen }
account-end = Kết thúc phiên { $began }
account-end-others = Kết thúc mọi phiên khác
account-end-others-hint = Các thiết bị khác cũng không còn được nhớ nữa.
account-devices = Thiết bị được nhớ
account-this-device = Thiết bị này
account-device = Không hỏi mã đến { $until }. Đăng nhập gần nhất lúc { $seen }
account-forget = Thôi nhớ thiết bị { $seen }
account-done-ended = Đã kết thúc phiên đó.
account-done-others-ended = Đã kết thúc mọi phiên khác.
account-done-forgotten = Đã thôi nhớ thiết bị đó.

factor-title = Mã đăng nhập
factor-why = Ngoài mật khẩu, mỗi lần đăng nhập cần thêm một mã trên điện thoại. Ai biết mật khẩu của anh chị cũng không vào được.
factor-begin = Cài đặt mã đăng nhập
factor-since = Đã cài đặt lúc { $time }.
factor-codes-left = Còn { $n } mã dự phòng.
factor-few-codes = Sắp hết mã dự phòng. Xin tạo mã mới.
factor-new-codes = Tạo mã dự phòng mới
factor-new-codes-hint = Các mã cũ sẽ không dùng được nữa.
factor-replace = Chuyển sang điện thoại khác
factor-replace-hint = Mã trên điện thoại cũ vẫn dùng được cho đến khi cài xong điện thoại mới.
factor-setup-title = Cài đặt mã đăng nhập
factor-step-app = Mở ứng dụng tạo mã trên điện thoại, ví dụ FreeOTP, Aegis hoặc Google Authenticator.
factor-step-scan = Quét hình vuông này.
factor-square = Hình vuông để quét bằng ứng dụng tạo mã; dãy chữ bên dưới cũng dùng được
factor-typed-hint = Không quét được? Nhập dãy chữ này vào ứng dụng:
factor-step-code = Nhập mã 6 số mà ứng dụng hiện ra.
factor-confirm = Xong
factor-not-now = Để sau

recovery-title = Mã dự phòng
recovery-done = Đã lưu.
recovery-hint = Chép ra giấy và cất ở nơi an toàn. Mỗi mã dùng được một lần khi mất điện thoại. Các mã này chỉ hiện lần này.
recovery-go-on = Tôi đã chép xong

enrol-notice = Anh chị chưa cài đặt mã đăng nhập. Việc này mất khoảng 2 phút.
enrol-link = Cài đặt

admin-factor = Mã đăng nhập
admin-factor-yes = Đã cài đặt
admin-factor-no = Chưa cài đặt
admin-factor-clear = Gỡ mã đăng nhập
admin-factor-clear-hint = Chỉ khi người này mất điện thoại và hết mã dự phòng. Xin gặp hoặc gọi số quen biết để chắc chắn là họ. Họ, lãnh đạo đơn vị và cấp trên đều được báo.
admin-done-factor = Đã gỡ mã đăng nhập. Mọi phiên của người này đã kết thúc.

error-tried-too-often = Đã thử sai nhiều lần. Xin đợi { $minutes } phút rồi thử lại. Nếu gấp, dùng thiết bị đã từng đăng nhập, hoặc nhờ đồng nghiệp.
error-code-needed = Cần thêm mã 6 số trong ứng dụng tạo mã, hoặc một mã dự phòng.
error-code-wrong = Mã chưa đúng, đã dùng rồi hoặc đã cũ. Xin đợi mã mới hiện ra rồi nhập lại.
error-no-second-factor-offered = Bước cài đặt đã quá lâu. Xin bắt đầu lại.
error-no-second-factor = Tài khoản này chưa cài đặt mã đăng nhập.
error-second-factor-required = Xin cài đặt mã đăng nhập trước, ở trang tài khoản.
error-proof-needed = Bước này cần xác nhận lại mật khẩu. Xin xác nhận rồi gửi lại lần nữa.
