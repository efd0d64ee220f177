# Dòng tiêu đề thư báo: chỉ nói có việc và hạn, không nói gì thêm.
mail-new = Lắng Nghe: có việc mới, hạn { $time }
mail-overdue = Lắng Nghe: một việc đã quá hạn { $duration }
mail-new-no-time = Lắng Nghe: có việc mới
mail-new-now = Lắng Nghe: có việc cần xem ngay
mail-due-soon = Lắng Nghe: một việc sắp đến hạn, { $time }
mail-reporter-wrote = Lắng Nghe: có tin nhắn mới
mail-new-body = Có một việc mới giao cho đơn vị của bạn.
mail-emergency-body = Có một việc khẩn cấp ở địa bàn. Xin mở ra xem ngay.
mail-due-soon-body = Việc này cần: { $what }. Hạn: { $time }.
mail-overdue-body = Việc này đã quá hạn: { $what }. Hạn đã qua: { $time }.
mail-reporter-wrote-body = Người liên hệ vừa viết thêm. Xin đọc và trả lời.
mail-answer-by = Xin trả lời trước { $time }.
mail-case = Mã vụ việc: { $case }
mail-severity = Mức độ: { $severity }
mail-accountable = Đơn vị chịu trách nhiệm: { $office }
mail-open = Mở sau khi đăng nhập
mail-footer = Thư này tự động gửi. Thư không chứa nội dung vụ việc. Không thể nhận việc bằng cách trả lời thư.
