# Trang viết và trang đã gửi, lời cho trẻ em. Cần người đọc bản ngữ xem lại (xem đầu tệp public.ftl).
# Native review is needed before launch: see the head of public.ftl.
report-title = Em kể ở đây nhé
report-all = Em muốn trả lời thêm
report-problems = Em xem lại chỗ này nhé
report-problems-kept = Chữ em viết vẫn còn.
report-sent-before-next = Muốn nhắn thêm, em dùng mã riêng. Không có mã thì bấm Gửi lần nữa.

q-danger = Bây giờ em có đang nguy hiểm không?
q-beside = Người đó có ở gần em không?
q-beside-short = Có. Em viết ngắn thôi.
q-about = Em kể về ai?
q-must-not-know-hint = Em không cần nói vì sao. Chọn được nhiều ô.
q-reporter = Cách nhắn cho em
q-name = Tên của em
contact-how = Cô chú nhắn cho em thế nào?
contact-when = Lúc nào?
contact-when-hint = Ví dụ: sau giờ học.
send-next = Gửi xong, em có một mã riêng. Mã đó để đọc trả lời.

danger-unknown = Em không biết
beside-unknown = Em không biết
about-self = Về em
about-other = Về bạn khác
contact-trusted_person = Qua người em tin
contact-none = Đừng gọi em
must-not_sure = Em không biết

category-abuse_sexual = Đụng vào chỗ kín của em

received-title = Cô chú nhận được rồi. Cảm ơn em. Em rất can đảm.
received-next = Nơi giúp em: { $office }. Sẽ có người nhận việc trước { $time }. Chậm thì cấp trên sẽ biết.
received-come-back = Muốn đọc trả lời, em về trang chính. Rồi bấm “Em có mã rồi”.
code-title = Mã của em
code-other-ways-text = Em có thể chụp màn hình, hoặc in.
code-no-keep = Em không giữ mã
code-done = Em chép xong rồi
