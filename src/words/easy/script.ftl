# Lời của phần tự động trên trang. Cần người đọc bản ngữ xem lại (xem đầu tệp public.ftl).
# Native review is needed before launch: see the head of public.ftl.
script-cover = Đọc tiếp
script-next = Tiếp theo
script-back = Quay lại
script-step = Phần { $at } trong { $all }
script-restored = Chữ bạn viết vẫn còn.
script-drop = Xóa hết, viết lại
script-wiped = Lâu rồi bạn không viết. Chữ đã xóa để giữ kín.
script-places = Có { $n } nơi. Bạn chọn nhé.
script-place-list = Chọn một nơi
script-position-is = Chỗ bạn đứng: { $place }.
script-position-drop = Bỏ chỗ này
script-file-sending = Đang gửi: { $name }
script-file-kept = Đã nhận: { $name }
script-file-failed = Chưa gửi được: { $name }.
script-file-remove = Bỏ tệp này
script-file-again = Gửi lại
script-wait = Tệp đang gửi. Bạn chờ một chút nhé.
error-network = Mất mạng, chưa gửi được. Chữ vẫn còn. Có mạng thì bấm gửi lại nhé.
