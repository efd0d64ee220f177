# Lời khuyên giữ an toàn, bản dễ đọc. Cần người đọc bản ngữ xem lại (xem đầu tệp public.ftl).
# Native review is needed before launch: see the head of public.ftl.
title-safety = Mẹo dùng máy
title-help-card = Thẻ

safety-title = Dùng máy cho an toàn
safety-lead = Trang này không che được mọi thứ. Bạn làm mấy việc này nhé.

safety-looked = Có người hay xem máy của bạn?
safety-looked-other = Bạn dùng máy của người bạn tin.
safety-looked-private = Bạn mở cửa sổ ẩn danh. Xong thì đóng lại.
safety-looked-photos = Ảnh còn ở trong máy. Bạn nhớ xóa ảnh.
safety-looked-keyboard = Bàn phím có thể nhớ chữ bạn gõ.
safety-looked-code = Bạn chép mã ra giấy. Đừng lưu mã trong máy.

safety-history = Máy nhớ trang đã xem
safety-history-one = Mở Lịch sử. Chỉ xóa dòng của trang này.
safety-history-all = Xóa hết thì người khác dễ để ý.
safety-history-limit = Xóa rồi, máy khác có thể vẫn nhớ.

safety-watched = Bạn nghi máy bị theo dõi?
safety-watched-signs = Người đó biết điều bạn chưa kể. Máy nóng. Máy mau hết pin.
safety-watched-keep = Đừng gỡ ứng dụng lạ. Người đó có thể biết.
safety-watched-other = Bạn dùng máy khác để kể.
safety-watched-passwords = Khi đã an toàn, bạn đổi mật khẩu.

safety-leave = Thoát thật nhanh
safety-leave-back = Xong rồi thì đóng trang lại.

safety-going = Bạn muốn rời khỏi nhà?
safety-going-first = Lúc đi có thể nguy hiểm. Bạn nói trước với người bạn tin.
safety-going-bag = Để sẵn giấy tờ, thuốc và tiền.
safety-going-word = Hẹn hàng xóm một từ bí mật. Nghe từ đó, họ gọi 113.

safety-numbers = Gọi số nào?
safety-numbers-further = Số khác
safety-numbers-checked = Gọi thử ngày { $day }.

safety-child = Bạn là trẻ em?
safety-child-fault = Bạn không có lỗi.
safety-child-adult = Bạn kể với người lớn bạn tin. Người này không giúp? Bạn kể người khác.
safety-child-secret = Có bí mật làm bạn sợ? Bạn kể ra được.
safety-child-111 = Gọi 111 không mất tiền.
safety-child-page = Đọc lời cho trẻ em

safety-deaf = Bạn khó nghe, khó nói?
safety-deaf-write = Bạn viết ở đây. Không cần gọi.
safety-deaf-113 = Chưa nhắn tin cho 113 được.
safety-deaf-111 = 111 có Zalo 111. 111 có ứng dụng 111.
safety-deaf-card = Mở thẻ chữ lớn

help-card-hint = Đưa máy cho người ở gần xem.
help-card-offline = Mất mạng thì thẻ vẫn còn.
