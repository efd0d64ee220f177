# Lời cho trẻ em về tệp gửi kèm.
q-files = Em có ảnh hay giọng nói muốn gửi không?
file-clean = Cô chú xóa chỗ chụp trong ảnh và video.
error-file-too-large = Tệp { $name } lớn quá ({ $size }). Em cứ gửi chữ thôi. Tệp nhỏ hơn { $max } thì được.
error-file-empty = Tệp { $name } không có gì. Em chọn lại nhé.
error-file-wrong-kind = Không gửi được tệp { $name }. Em gửi ảnh hoặc giọng nói nhé.
error-file-damaged = Tệp { $name } bị hỏng. Em chọn lại nhé.
error-file-giant = Tệp { $name } lớn quá. Em chụp màn hình rồi gửi nhé.
error-file-uncleanable = Chưa gửi được tệp { $name }. Em chụp màn hình rồi gửi nhé.
error-file-gone = Có tệp đã bị xóa. Em chọn lại nhé.
error-file-not-stored = Lỗi của cô chú. Em cứ gửi chữ trước nhé.
error-file-interrupted = Mạng bị ngắt. Em gửi lại nhé.
error-form-interrupted = Mạng bị ngắt. Chữ đã đến vẫn còn. Em gửi lại nhé.
error-form-broken = Chưa gửi được. Em mở lại trang rồi gửi nhé.
