# Lời khuyên giữ an toàn, và thẻ chữ lớn để đưa cho người khác xem.
title-safety = Mẹo dùng máy
title-help-card = Thẻ

safely-title = Dùng trang này sao cho an toàn
safely-lead = Trang này không che được mọi thứ. Vài việc nhỏ giúp người khác khó thấy hơn.

safely-looked = Khi có người hay xem máy của bạn
safely-looked-other = Nếu được, hãy dùng máy của người bạn tin, hoặc máy ở trường, thư viện.
safely-looked-private = Mở trang này trong cửa sổ ẩn danh. Xong việc thì đóng cửa sổ đó.
safely-looked-photos = Ảnh và bản ghi âm có thể còn trong thư viện ảnh và trên mạng. Hãy xóa ở cả hai nơi.
safely-looked-keyboard = Bàn phím có thể gợi lại chữ bạn đã gõ.
safely-looked-code = Đừng lưu mã riêng trong máy. Hãy chép ra giấy, không ghi tên trang này.

safely-history = Lịch sử duyệt web
safely-history-one = Mở Lịch sử trong trình duyệt. Chỉ xóa những dòng của trang này.
safely-history-all = Xóa hết mọi dòng có thể làm người khác để ý.
safely-history-limit = Máy nối với máy khác có thể vẫn còn dấu vết.

safely-watched = Khi bạn nghi máy bị theo dõi
safely-watched-signs = Người đó biết những điều bạn chưa kể với ai. Máy hay nóng, mau hết pin. Cũng có khi không có dấu hiệu nào.
safely-watched-keep = Đừng vội gỡ ứng dụng lạ. Người theo dõi có thể biết và nổi giận.
safely-watched-other = Hãy dùng máy khác để kể và để tìm người giúp.
safely-watched-passwords = Khi đã ở nơi an toàn, hãy đổi mật khẩu từ một máy khác.

safely-leave = Rời trang này thật nhanh
safely-leave-back = Nút quay lại của máy có thể mở lại trang trước. Đóng hẳn thẻ đó thì tốt hơn.

safely-going = Khi bạn tính rời khỏi nhà
safely-going-first = Lúc rời đi có khi là lúc nguy hiểm nhất. Hãy nói trước với một người bạn tin.
safely-going-bag = Để sẵn giấy tờ, thuốc và ít tiền ở một nơi an toàn.
safely-going-word = Hẹn với hàng xóm một từ bí mật. Nghe từ đó, họ gọi 113.

safely-numbers = Gọi số nào
safely-numbers-further = Các số khác
safely-numbers-checked = Chúng tôi gọi thử ngày { $day }.

safely-child = Nếu bạn là trẻ em
safely-child-fault = Chuyện xảy ra không phải lỗi của bạn.
safely-child-adult = Hãy kể với một người lớn bạn tin: thầy cô, ông bà, cô chú hàng xóm. Người này không giúp thì kể với người khác.
safely-child-secret = Có người bắt bạn giữ một bí mật làm bạn sợ? Bí mật đó không cần giữ.
safely-child-111 = Gọi 111 không mất tiền, ngày hay đêm đều được.
safely-child-page = Đọc trang này bằng lời cho trẻ em

safely-deaf = Nếu bạn điếc, nghe kém hoặc khó nói
safely-deaf-write = Bạn chỉ cần viết ở trang này, không cần gọi.
safely-deaf-113 = Chúng tôi chưa tìm thấy cách nhắn tin hay dùng ký hiệu với 113.
safely-deaf-111 = Tổng đài 111 còn có Zalo 111 và ứng dụng 111.
safely-deaf-card = Mở thẻ chữ lớn để nhờ người ở gần

help-card-hint = Đưa màn hình này cho người ở gần bạn.
help-card-offline = Mở một lần rồi thì thẻ vẫn hiện khi mất mạng.
