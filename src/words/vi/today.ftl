# Việc hôm nay, lọc danh sách, tìm theo tên, hoàn tác.
today-nav = Hôm nay
today-title = Việc hôm nay
today-empty = Hôm nay chưa có việc nào phải làm gấp. Anh chị nghỉ một chút nhé.
today-due = Quá hạn hoặc đến hạn trong 24 giờ
today-promised = Việc anh chị đã hẹn làm
today-answers = Người báo tin đang chờ trả lời
today-decisions = Chờ đơn vị anh chị quyết định
today-answer = Có tin nhắn chưa trả lời
today-since = đã chờ { $duration }
today-waits-decision = Đơn vị cấp trên cần quyết định ai chịu trách nhiệm
today-waits-closing = Có người xin khép lại
today-waits-offer = Đơn vị khác đề nghị nhận vụ việc
today-waits-order = Có chỉ đạo chưa xác nhận

queue-narrow = Lọc danh sách
queue-all = Tất cả
queue-whose = Người phụ trách
queue-whose-mine = Việc của tôi
queue-whose-nobody = Chưa giao cho ai
queue-whose-to_do = Của tôi và chưa giao cho ai
queue-late = Chỉ việc đã quá hạn
queue-show = Hiện danh sách
queue-show-all = Bỏ lọc
queue-none-such = Không có vụ việc nào như vậy.

find-nav = Tìm
find-title = Tìm vụ việc theo tên
find-name = Tên người cần được bảo vệ hoặc người bị cho là gây hại
find-hint = Gõ tên hoặc chữ đầu của tên, có dấu hay không dấu đều được. Chỉ tìm trong vụ việc của đơn vị. Mỗi lần tìm đều được ghi lại cùng tên anh chị.
find-button = Tìm
find-found = Tìm thấy { $n } vụ việc
find-nothing = Không thấy ai tên như vậy trong các vụ việc gần đây của đơn vị.
find-open = Đang giải quyết
find-closed = Đã khép lại
error-search-too-short = Tên quá ngắn. Xin gõ ít nhất 2 chữ cái.
error-search-too-often = Anh chị đã tìm quá nhiều lần trong một giờ. Xin thử lại sau, hoặc mở vụ việc từ danh sách.

undo-button = Rút lại: { $what }
undo-hint = Trong 60 giây. Nếu lâu hơn, anh chị ghi bản sửa.
undone = Người ghi đã rút lại lúc { $time }. Mục này không được tính.
done-undo = Đã rút lại.
error-undo-too-late = Không rút lại được nữa: đã quá 60 giây, hoặc đây là mục của người khác. Anh chị ghi bản sửa nhé.
error-undo-moved-more = Mục này đã làm thay đổi thời hạn hoặc đã được gửi đi nên không rút lại được. Anh chị ghi bản sửa nhé.

desk-offline = Chưa gửi được vì mất mạng. Chữ anh chị viết vẫn còn trong thẻ này. Bấm gửi lại khi có mạng.
desk-restored = Chữ anh chị viết lúc trước vẫn còn. Chưa gửi đi.
