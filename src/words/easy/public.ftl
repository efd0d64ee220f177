# Bản dễ đọc. Mỗi câu một ý, nhiều nhất 10 tiếng.
# Trước khi dùng thật: xin một nhân viên xã hội, một người điếc, một người mù, một người khuyết tật trí tuệ và hai trẻ em đọc to và góp ý.
# Native review is needed before launch: a social worker, a deaf, a blind and an intellectually disabled reader, and two children.
brand = Lắng Nghe
skip = Đến phần chính
lang-other = English
voices = Chọn cách đọc
voices-jump = Tiếng Việt · English · Dành cho trẻ em
voices-kept = Bạn đổi cách đọc ở đây. Chữ đã viết vẫn còn. Tệp thì chọn lại nhé.
voice-vi = Tiếng Việt
voice-en = English
voice-easy = Dễ đọc
voice-child = Dành cho trẻ em
nav-home = Trang chính
nav-report = Kể ngay
nav-more = Đọc thêm
nav-safety = Dùng máy cho an toàn
nav-privacy = Ai được xem?
nav-accessibility = Ai cũng dùng được
nav-about = Lắng Nghe là gì?
clip-title = Xem ký hiệu
clip-text = Video nói như chữ ở đây.

title-start = Trang chính
title-report = Viết
title-received = Đã gửi
title-follow-up = Đọc
title-not-found = Không có trang này
title-error = Chưa xong
title-sign-in = Đăng nhập

start-title = Kể cho chúng tôi nghe nhé
start-lead = Có người làm bạn đau? Có người làm bạn sợ? Bạn kể ở đây nhé. Bạn không cần nói tên.
start-for-whom = Kể về bạn cũng được. Kể giúp người khác cũng được.
start-not-sure = Bạn không cần biết chắc.
start-what-next = Sẽ có người đọc. Họ tìm cách giúp bạn. Bạn đọc trả lời bằng mã riêng.
start-button = Kể ngay
start-button-hint = Câu nào khó thì bỏ qua.
start-follow-up = Tôi có mã rồi
start-cannot-cope = Tôi mệt quá, không chăm nổi nữa
start-doors = Chọn ở đây cũng được
door-beside = Người đó đang ở gần tôi
door-beside-hint = Bạn viết một câu thôi.
door-child = Em là trẻ em
door-child-hint = Có trang riêng cho em.
door-cope-hint = Không ai trách bạn. Có người giúp.
door-code-hint = Đọc trả lời.
start-good-faith = Kể ra không phải là có lỗi.
start-calm = Bạn yên tâm nhé

anon-title = Bạn không cần nói tên
anon-body = Không nói tên thì chúng tôi không biết bạn. Chúng tôi không giữ địa chỉ mạng của bạn.
anon-limit = Nhưng người quen có thể đoán ra bạn.
anon-named = Bạn có thể cho số điện thoại. Chỉ người giúp bạn xem số đó. Ai xem cũng được ghi lại.
anon-never-told = Chúng tôi không nói ai đã kể.
anon-duty = Có người nguy hiểm thì chúng tôi phải giúp họ. Lúc đó chúng tôi không giữ kín được.
anon-device = Máy có thể nhớ trang này. Có người hay xem máy của bạn? Bạn dùng máy khác nhé.

leave = Thoát nhanh
leave-title = Khi có người đến
leave-what = Bấm khi có người đến. Chữ bạn đang viết sẽ mất. Máy vẫn có thể nhớ.
leave-button-name = Nút “Thoát nhanh” ở trên cùng.
leave-keys = Hoặc bấm phím Shift 3 lần.
leave-watched = Có máy bị người khác theo dõi. Bạn nghi thì dùng máy khác nhé.

not-found-title = Không có trang này
not-found-text = Có thể địa chỉ chưa đúng. Bạn về trang chính nhé.
error-title = Chưa xong. Bạn thử lại nhé
error-text = Lỗi của chúng tôi. Bạn không có lỗi.
error-call = Gấp thì gọi số ở trên cùng.
back-home = Về trang chính
