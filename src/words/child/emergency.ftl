# Các số gọi khi nguy hiểm, lời cho trẻ em. Cần người đọc bản ngữ xem lại (xem đầu tệp public.ftl).
# Native review is needed before launch: see the head of public.ftl.
emergency-111 = Giúp trẻ em như em. Không mất tiền.
emergency-call-trace = Máy vẫn nhớ số em đã gọi.
emergency-card-link = Em không nói, không nghe được
emergency-card = Em cần giúp đỡ. Em không nghe hoặc không nói được. Xin gọi 113 giúp em.
