# Lời của phần tự động trên trang. Cần người đọc bản ngữ xem lại (xem đầu tệp public.ftl).
# Native review is needed before launch: see the head of public.ftl.
script-restored = Chữ em viết vẫn còn.
script-wiped = Lâu rồi em không viết. Chữ đã xóa để giữ kín.
script-places = Có { $n } nơi. Em chọn nhé.
script-position-is = Chỗ em đứng: { $place }.
script-wait = Tệp đang gửi. Em chờ một chút nhé.
error-network = Chưa gửi được. Bấm gửi lại nhé.
