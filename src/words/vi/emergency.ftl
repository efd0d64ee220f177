# Các số gọi khi nguy hiểm: có ở đầu mọi trang công khai.
emergency-title = Đang nguy hiểm? Hãy gọi ngay
emergency-113 = Công an: có người đang bị đánh, bị đe dọa
emergency-115 = Cấp cứu: bị thương nặng, ngất, uống thuốc độc
emergency-111 = Tổng đài bảo vệ trẻ em: miễn phí, ngày đêm
emergency-114 = Cứu nạn: cháy, đuối nước, mắc kẹt
emergency-113-short = Công an
emergency-115-short = Cấp cứu
emergency-111-short = Trẻ em
emergency-114-short = Cứu nạn
emergency-not-service = Đây không phải đường dây cấp cứu. Ban đêm có thể chưa có người đọc ngay.
emergency-call-trace = Cuộc gọi vẫn hiện trong nhật ký cuộc gọi của máy.
emergency-card-link = Tôi không nói hoặc không nghe được
emergency-card = Tôi cần giúp đỡ. Tôi không nghe hoặc không nói được. Xin gọi 113 giúp tôi.
