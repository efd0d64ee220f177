# Lời khuyên giữ an toàn cho trẻ em. Cần người đọc bản ngữ xem lại (xem đầu tệp public.ftl).
# Native review is needed before launch: see the head of public.ftl.
safety-lead = Trang này không che được mọi thứ. Em làm mấy việc này nhé.

safety-looked = Có người hay xem máy của em?
safety-looked-other = Em dùng máy của người em tin.
safety-looked-private = Em mở cửa sổ ẩn danh. Xong thì đóng lại.
safety-looked-photos = Ảnh còn ở trong máy. Em nhớ xóa ảnh.
safety-looked-keyboard = Bàn phím có thể nhớ chữ em gõ.
safety-looked-code = Em chép mã ra giấy. Đừng lưu mã trong máy.

safety-watched = Em nghi máy bị theo dõi?
safety-watched-signs = Người đó biết điều em chưa kể. Máy nóng. Máy mau hết pin.
safety-watched-other = Em dùng máy khác để kể.
safety-watched-passwords = Khi đã an toàn, nhờ người lớn đổi mật khẩu.

safety-going = Em muốn rời khỏi nhà?
safety-going-first = Đừng đi một mình ban đêm. Em gọi 111 trước nhé.
safety-going-bag = Em đến nhà người em tin.
safety-going-word = Em hẹn hàng xóm một từ bí mật. Nghe từ đó, họ gọi 113.

safety-child = Em nhớ nhé
safety-child-fault = Em không có lỗi.
safety-child-adult = Em kể với thầy cô, ông bà, hàng xóm. Người này không giúp? Em kể người khác.
safety-child-secret = Có bí mật làm em sợ? Em kể ra được.

safety-deaf = Em khó nghe, khó nói?
safety-deaf-write = Em viết ở đây. Không cần gọi.
