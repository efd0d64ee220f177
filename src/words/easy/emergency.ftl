# Các số gọi khi nguy hiểm, bản dễ đọc. Cần người đọc bản ngữ xem lại (xem đầu tệp public.ftl).
# Native review is needed before launch: see the head of public.ftl.
emergency-title = Nguy hiểm? Gọi ngay:
emergency-113 = Công an: có người đang đánh.
emergency-115 = Cấp cứu: bị thương, bị ngất.
emergency-111 = Giúp trẻ em. Không mất tiền.
emergency-114 = Cháy, chìm dưới nước, bị kẹt.
emergency-113-short = Công an
emergency-115-short = Cấp cứu
emergency-111-short = Trẻ em
emergency-114-short = Cứu nạn
emergency-not-service = Ban đêm có thể chưa có người đọc.
emergency-call-trace = Máy vẫn nhớ số bạn đã gọi.
emergency-card-link = Tôi không nói, không nghe được
emergency-card = Tôi cần giúp đỡ. Tôi không nghe hoặc không nói được. Xin gọi 113 giúp tôi.
