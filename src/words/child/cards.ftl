# Thẻ và áp phích, lời cho trẻ em. Cần người đọc bản ngữ xem lại (xem đầu tệp public.ftl).
# Native review is needed before launch: see the head of public.ftl.
card-afraid = Em sợ? Em buồn?
card-listen = Có người nghe em.
card-no-name = Em không cần nói tên.
poster-title = Em sợ? Em buồn? Có người nghe em.
