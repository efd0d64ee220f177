# Lời khuyên giữ an toàn, bản dễ đọc. Cần người đọc bản ngữ xem lại (xem đầu tệp public.ftl).
# Native review is needed before launch: see the head of public.ftl.
title-safety = Mẹo dùng máy
title-help-card = Thẻ

safely-title = Dùng máy cho an toàn
safely-lead = Trang này không che được mọi thứ. Bạn làm mấy việc này nhé.

safely-looked = Có người hay xem máy của bạn?
safely-looked-other = Bạn dùng máy của người bạn tin.
safely-looked-private = Bạn mở cửa sổ ẩn danh. Xong thì đóng lại.
safely-looked-photos = Ảnh còn ở trong máy. Bạn nhớ xóa ảnh.
safely-looked-keyboard = Bàn phím có thể nhớ chữ bạn gõ.
safely-looked-code = Bạn chép mã ra giấy. Đừng lưu mã trong máy.

safely-history = Máy nhớ trang đã xem
safely-history-one = Mở Lịch sử. Chỉ xóa dòng của trang này.
safely-history-all = Xóa hết thì người khác dễ để ý.
safely-history-limit = Xóa rồi, máy khác có thể vẫn nhớ.

safely-watched = Bạn nghi máy bị theo dõi?
safely-watched-signs = Người đó biết điều bạn chưa kể. Máy nóng. Máy mau hết pin.
safely-watched-keep = Đừng gỡ ứng dụng lạ. Người đó có thể biết.
safely-watched-other = Bạn dùng máy khác để kể.
safely-watched-passwords = Khi đã an toàn, bạn đổi mật khẩu.

safely-leave = Thoát thật nhanh
safely-leave-back = Xong rồi thì đóng trang lại.

safely-going = Bạn muốn rời khỏi nhà?
safely-going-first = Lúc đi có thể nguy hiểm. Bạn nói trước với người bạn tin.
safely-going-bag = Để sẵn giấy tờ, thuốc và tiền.
safely-going-word = Hẹn hàng xóm một từ bí mật. Nghe từ đó, họ gọi 113.

safely-numbers = Gọi số nào?
safely-numbers-further = Số khác
safely-numbers-checked = Gọi thử ngày { $day }.

safely-child = Bạn là trẻ em?
safely-child-fault = Bạn không có lỗi.
safely-child-adult = Bạn kể với người lớn bạn tin. Người này không giúp? Bạn kể người khác.
safely-child-secret = Có bí mật làm bạn sợ? Bạn kể ra được.
safely-child-111 = Gọi 111 không mất tiền.
safely-child-page = Đọc lời cho trẻ em

safely-deaf = Bạn khó nghe, khó nói?
safely-deaf-write = Bạn viết ở đây. Không cần gọi.
safely-deaf-113 = Chưa nhắn tin cho 113 được.
safely-deaf-111 = 111 có Zalo 111. 111 có ứng dụng 111.
safely-deaf-card = Mở thẻ chữ lớn

help-card-hint = Đưa máy cho người ở gần xem.
help-card-offline = Mất mạng thì thẻ vẫn còn.
