# Lời khuyên giữ an toàn cho trẻ em. Cần người đọc bản ngữ xem lại (xem đầu tệp public.ftl).
# Native review is needed before launch: see the head of public.ftl.
safely-lead = Trang này không che được mọi thứ. Em làm mấy việc này nhé.

safely-looked = Có người hay xem máy của em?
safely-looked-other = Em dùng máy của người em tin.
safely-looked-private = Em mở cửa sổ ẩn danh. Xong thì đóng lại.
safely-looked-photos = Ảnh còn ở trong máy. Em nhớ xóa ảnh.
safely-looked-keyboard = Bàn phím có thể nhớ chữ em gõ.
safely-looked-code = Em chép mã ra giấy. Đừng lưu mã trong máy.

safely-watched = Em nghi máy bị theo dõi?
safely-watched-signs = Người đó biết điều em chưa kể. Máy nóng. Máy mau hết pin.
safely-watched-other = Em dùng máy khác để kể.
safely-watched-passwords = Khi đã an toàn, nhờ người lớn đổi mật khẩu.

safely-going = Em muốn rời khỏi nhà?
safely-going-first = Đừng đi một mình ban đêm. Em gọi 111 trước nhé.
safely-going-bag = Em đến nhà người em tin.
safely-going-word = Em hẹn hàng xóm một từ bí mật. Nghe từ đó, họ gọi 113.

safely-child = Em nhớ nhé
safely-child-fault = Em không có lỗi.
safely-child-adult = Em kể với thầy cô, ông bà, hàng xóm. Người này không giúp? Em kể người khác.
safely-child-secret = Có bí mật làm em sợ? Em kể ra được.

safely-deaf = Em khó nghe, khó nói?
safely-deaf-write = Em viết ở đây. Không cần gọi.
