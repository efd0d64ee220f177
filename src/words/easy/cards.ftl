# Thẻ và áp phích, bản dễ đọc. Cần người đọc bản ngữ xem lại (xem đầu tệp public.ftl).
# Native review is needed before launch: see the head of public.ftl.
q-facility = Ở trường nào? Bệnh viện nào?
q-facility-hint = Không phải thì để trống.
q-facility-staff = Người đó làm việc ở đấy?

title-card = Thẻ
title-poster = Áp phích
print-how-card = In giấy A4 ngang. Cắt theo nét liền. Gấp theo nét đứt. Bìa ở ngoài.
print-how-poster = In giấy A4 dọc. Dán ở nơi ai cũng thấy.
card-cover = Số điện thoại cần nhớ
card-afraid = Bạn sợ? Bạn buồn?
card-listen = Có người nghe bạn.
card-no-name = Bạn không cần nói tên.
card-write = Viết ở đây:
card-call = Hoặc gọi:
card-111 = giúp trẻ em, không mất tiền
card-113 = công an
card-115 = cấp cứu
poster-title = Bạn sợ? Bạn buồn? Có người nghe bạn.
poster-for = Dành cho trẻ em và người khuyết tật.
poster-open = Quét hình, hoặc gõ địa chỉ này.
poster-write = Viết một câu là đủ. Không cần nói tên.
poster-help = Sẽ có người đọc. Họ tìm cách giúp.
poster-call = Gọi 111: giúp trẻ em, không mất tiền.
poster-danger = Đang nguy hiểm: gọi 113. Bị thương, bị ngất: gọi 115.
picture-address = Hình mở trang { $address }
