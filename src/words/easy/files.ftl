# Lời dễ đọc về tệp gửi kèm.
# Native review is needed before launch: see the head of public.ftl.
q-files = Bạn có ảnh hay giọng nói muốn gửi không?
q-files-hint = Tối đa { $most } tệp, mỗi tệp { $max }. Không gửi cũng được.
file-warning = Ảnh còn ở trong máy. Cẩn thận nhé.
file-clean = Chúng tôi xóa chỗ chụp trong ảnh và video.
file-voice = Nói
file-photo = Chụp ảnh
file-sign = Quay ký hiệu
file-any = Chọn ảnh có sẵn
file-kept = Đã gửi lên rồi. Không muốn gửi nữa thì bỏ dấu.
error-file-too-large = Tệp { $name } lớn quá ({ $size }). Bạn cứ gửi chữ thôi. Tệp nhỏ hơn { $max } thì được.
error-files-too-large = Các tệp cộng lại lớn quá { $max }. Tệp { $name } chưa gửi được. Chữ vẫn còn.
error-files-too-many = Chỉ gửi được { $max } tệp. Chữ vẫn còn.
error-file-empty = Tệp { $name } không có gì. Bạn chọn lại nhé.
error-file-wrong-kind = Không gửi được tệp { $name }. Bạn gửi ảnh hoặc giọng nói nhé.
error-file-damaged = Tệp { $name } bị hỏng. Bạn chọn lại nhé.
error-file-giant = Tệp { $name } lớn quá. Bạn chụp màn hình rồi gửi nhé.
error-file-uncleanable = Chưa gửi được tệp { $name }. Bạn chụp màn hình rồi gửi nhé.
error-file-gone = Có tệp đã bị xóa. Bạn chọn lại nhé.
error-file-not-stored = Lỗi của chúng tôi. Bạn cứ gửi chữ trước nhé.
error-file-interrupted = Mạng bị ngắt. Bạn gửi lại nhé.
error-form-interrupted = Mạng bị ngắt. Chữ đã đến vẫn còn. Bạn gửi lại nhé.
error-form-broken = Chưa gửi được. Bạn mở lại trang rồi gửi nhé.
