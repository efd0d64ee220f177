# Lời trên mọi trang công khai và trang chính.
brand = Lắng Nghe
skip = Đến phần chính
lang-other = English
voices = Chọn cách đọc
voices-kept = Đổi cách đọc, chữ đã viết vẫn còn. Tệp thì chọn lại.
voice-vi = Tiếng Việt
voice-en = English
voice-easy = Dễ đọc
voice-child = Dành cho trẻ em
nav-home = Trang chính
nav-report = Báo tin
nav-more = Đọc thêm
nav-safety = Mẹo giữ an toàn
nav-privacy = Chúng tôi giữ gì, ai được xem
nav-accessibility = Để ai cũng dùng được
nav-about = Lắng Nghe là gì
clip-title = Xem bằng ký hiệu
clip-text = Video nói những điều viết ở trang này.

title-start = Trang chính
title-report = Viết
title-received = Đã gửi
title-follow-up = Đọc
title-not-found = Không có trang này
title-error = Chưa xong
title-sign-in = Đăng nhập

start-title = Có chuyện gì, hãy kể với chúng tôi
start-lead = Có người đang bị đánh, bị bỏ rơi hoặc bị đối xử tệ? Bạn có thể kể ở đây, không cần nói tên.
start-for-whom = Dành cho trẻ em và người khuyết tật. Bạn kể cho mình hoặc kể giúp người khác.
start-not-sure = Không cần biết chắc. Thấy lo là đủ để báo.
start-what-next = Sẽ có người đọc và tìm cách giúp. Bạn xem trả lời ở đây bằng một mã riêng.
start-button = Báo tin
start-button-hint = Khoảng 3 phút. Câu nào cũng có thể bỏ qua.
start-follow-up = Tôi đã có mã riêng
start-cannot-cope = Tôi sợ mình không nuôi được con, hoặc không chăm nổi nữa
start-doors = Hoặc chọn lối này
door-beside = Người gây hại đang ở gần tôi
door-beside-hint = Trang thật ngắn, viết một câu là đủ.
door-child = Em là trẻ em
door-child-hint = Có trang viết riêng cho em, chữ dễ đọc.
door-cope-hint = Không ai trách bạn. Kể ra để được giúp.
door-code-hint = Đọc trả lời, nhắn thêm.
start-good-faith = Báo tin là nhờ người đến xem, không phải buộc tội ai.
start-calm = Bạn có thể yên tâm kể

anon-title = Bạn có thể giấu tên
anon-body = Nếu bạn không cho tên, chúng tôi không biết bạn là ai. Trang này không lưu địa chỉ mạng hay loại máy của bạn.
anon-limit = Nhưng chuyện kể, giọng nói, hình ảnh có thể khiến người quen nhận ra bạn.
anon-named = Nếu bạn để lại tên hay số điện thoại: chỉ người phụ trách được xem, và mỗi lần xem đều được ghi lại.
anon-never-told = Chúng tôi không nói cho gia đình hay người gây hại biết ai báo tin.
anon-duty = Nếu ai đó đang nguy hiểm, chúng tôi phải tìm cách bảo vệ họ. Khi ấy, chúng tôi không giữ kín chuyện này được.
anon-device = Máy có thể còn dấu vết của trang này. Nếu có người hay xem máy của bạn, hãy dùng máy của người bạn tin.

leave = Rời trang ngay
leave-title = Khi có người đến gần
leave-what = Nút này mở ngay một trang khác và bỏ những gì bạn vừa viết. Nó không xóa hết dấu vết trong máy.
leave-button-name = Nút “Rời trang ngay” ở đầu mỗi trang.
leave-keys = Hoặc bấm phím Shift 3 lần (máy tính).
leave-watched = Có ứng dụng theo dõi được mọi việc trên máy. Nếu nghi ngờ, hãy dùng máy khác.

not-found-title = Không có trang này
not-found-text = Có thể địa chỉ gõ chưa đúng. Bạn về trang chính, hoặc viết cho chúng tôi ngay.
error-title = Chưa xong, xin bạn thử lại
error-text = Lỗi ở phía chúng tôi, không phải ở bạn.
error-call = Nếu gấp, hãy gọi một trong các số ở đầu trang.
back-home = Về trang chính
