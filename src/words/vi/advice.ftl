# Lời khuyên giữ an toàn, và thẻ chữ lớn để đưa cho người khác xem.
title-safety = Mẹo dùng máy
title-help-card = Thẻ

safety-title = Dùng trang này sao cho an toàn
safety-lead = Trang này không che được mọi thứ. Vài việc nhỏ giúp người khác khó thấy hơn.

safety-looked = Khi có người hay xem máy của bạn
safety-looked-other = Nếu được, hãy dùng máy của người bạn tin, hoặc máy ở trường, thư viện.
safety-looked-private = Mở trang này trong cửa sổ ẩn danh. Xong việc thì đóng cửa sổ đó.
safety-looked-photos = Ảnh và bản ghi âm có thể còn trong thư viện ảnh và trên mạng. Hãy xóa ở cả hai nơi.
safety-looked-keyboard = Bàn phím có thể gợi lại chữ bạn đã gõ.
safety-looked-code = Đừng lưu mã riêng trong máy. Hãy chép ra giấy, không ghi tên trang này.

safety-history = Lịch sử duyệt web
safety-history-one = Mở Lịch sử trong trình duyệt. Chỉ xóa những dòng của trang này.
safety-history-all = Xóa hết mọi dòng có thể làm người khác để ý.
safety-history-limit = Máy nối với máy khác có thể vẫn còn dấu vết.

safety-watched = Khi bạn nghi máy bị theo dõi
safety-watched-signs = Người đó biết những điều bạn chưa kể với ai. Máy hay nóng, mau hết pin. Cũng có khi không có dấu hiệu nào.
safety-watched-keep = Đừng vội gỡ ứng dụng lạ. Người theo dõi có thể biết và nổi giận.
safety-watched-other = Hãy dùng máy khác để kể và để tìm người giúp.
safety-watched-passwords = Khi đã ở nơi an toàn, hãy đổi mật khẩu từ một máy khác.

safety-leave = Rời trang này thật nhanh
safety-leave-back = Nút quay lại của máy có thể mở lại trang trước. Đóng hẳn thẻ đó thì tốt hơn.

safety-going = Khi bạn tính rời khỏi nhà
safety-going-first = Lúc rời đi có khi là lúc nguy hiểm nhất. Hãy nói trước với một người bạn tin.
safety-going-bag = Để sẵn giấy tờ, thuốc và ít tiền ở một nơi an toàn.
safety-going-word = Hẹn với hàng xóm một từ bí mật. Nghe từ đó, họ gọi 113.

safety-numbers = Gọi số nào
safety-numbers-further = Các số khác
safety-numbers-checked = Chúng tôi gọi thử ngày { $day }.

safety-child = Nếu bạn là trẻ em
safety-child-fault = Chuyện xảy ra không phải lỗi của bạn.
safety-child-adult = Hãy kể với một người lớn bạn tin: thầy cô, ông bà, cô chú hàng xóm. Người này không giúp thì kể với người khác.
safety-child-secret = Có người bắt bạn giữ một bí mật làm bạn sợ? Bí mật đó không cần giữ.
safety-child-111 = Gọi 111 không mất tiền, ngày hay đêm đều được.
safety-child-page = Đọc trang này bằng lời cho trẻ em

safety-deaf = Nếu bạn điếc, nghe kém hoặc khó nói
safety-deaf-write = Bạn chỉ cần viết ở trang này, không cần gọi.
safety-deaf-113 = Chúng tôi chưa tìm thấy cách nhắn tin hay dùng ký hiệu với 113.
safety-deaf-111 = Tổng đài 111 còn có Zalo 111 và ứng dụng 111.
safety-deaf-card = Mở thẻ chữ lớn để nhờ người ở gần

help-card-hint = Đưa màn hình này cho người ở gần bạn.
help-card-offline = Mở một lần rồi thì thẻ vẫn hiện khi mất mạng.
