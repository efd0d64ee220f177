# Lời cho trẻ em: gọi "em", xưng "cô chú". Câu nào không có ở đây thì dùng bản dễ đọc.
# Trước khi dùng thật: xin một nhân viên xã hội và hai trẻ em, trong đó có trẻ khuyết tật, đọc to và góp ý.
# Native review is needed before launch: a social worker and two children, one of them disabled, read it aloud.
voices-jump = Tiếng Việt · English · Dễ đọc
voices-kept = Em đổi cách đọc ở đây. Chữ đã viết vẫn còn. Tệp thì chọn lại nhé.

start-title = Em kể cho cô chú nghe nhé
start-lead = Có người làm em đau? Có người làm em sợ? Em kể ở đây nhé. Em không cần nói tên.
start-for-whom = Kể về em cũng được. Kể giúp bạn cũng được.
start-not-sure = Em không cần biết chắc.
start-what-next = Sẽ có người đọc. Họ tìm cách giúp em. Em đọc trả lời bằng mã riêng.
start-follow-up = Em có mã rồi
start-cannot-cope = Có người lớn mệt quá, không chăm nổi nữa
door-beside = Người đó đang ở gần em
door-beside-hint = Em viết một câu thôi.
door-cope-hint = Không ai trách. Có người giúp.
start-good-faith = Kể ra không phải là lỗi của em.
start-calm = Em yên tâm nhé

anon-title = Em không cần nói tên
anon-body = Không nói tên thì cô chú không biết em. Cô chú không giữ địa chỉ mạng của em.
anon-limit = Nhưng người quen có thể đoán ra em.
anon-named = Em có thể cho số điện thoại. Chỉ người giúp em xem số đó. Ai xem cũng được ghi lại.
anon-never-told = Cô chú không nói ai đã kể.
anon-duty = Em nguy hiểm thì cô chú phải tìm người giúp. Lúc đó cô chú không giữ kín được.
anon-device = Máy có thể nhớ trang này. Có người hay xem máy của em? Em dùng máy khác nhé.

leave-what = Em bấm khi có người đến. Chữ đang viết sẽ mất. Máy vẫn có thể nhớ.
leave-watched = Có máy bị người khác theo dõi. Em nghi thì dùng máy khác nhé.

not-found-text = Có thể địa chỉ chưa đúng. Em về trang chính nhé.
error-title = Chưa xong. Em thử lại nhé
error-text = Lỗi của cô chú. Em không có lỗi.
