# Lời của phần tự chạy trên trang: chia phần, giữ chữ, gợi ý nơi, gửi tệp. Không có script thì không ai thấy.
# %1, %2: script điền vào.
script-cover = Đọc tiếp
script-next = Tiếp theo
script-back = Quay lại
script-step = Phần { $at } trong { $all }
script-restored = Chữ bạn viết lúc trước vẫn còn.
script-drop = Bỏ đi, viết lại từ đầu
script-wiped = Đã lâu bạn không gõ. Chữ đã được xóa để giữ kín cho bạn.
script-places = Có { $n } nơi để chọn. Bấm phím mũi tên xuống để xem.
script-place-list = Những nơi có thể là nơi bạn viết
script-position-is = Đã ghi vị trí của bạn: { $place }.
script-position-drop = Bỏ vị trí này
script-file-sending = Đang gửi: { $name }
script-file-kept = Đã nhận: { $name }
script-file-failed = Chưa gửi được: { $name }.
script-file-remove = Bỏ tệp này
script-file-again = Gửi lại
script-wait = Tệp đang được gửi. Bạn chờ một chút, hoặc bỏ tệp đó rồi bấm Gửi.
error-network = Chưa gửi được vì mất mạng. Chữ bạn viết vẫn còn. Bấm Gửi lại khi có mạng.
