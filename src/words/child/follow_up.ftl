# Đọc trả lời và nhắn thêm, lời cho trẻ em. Cần người đọc bản ngữ xem lại (xem đầu tệp public.ftl).
# Native review is needed before launch: see the head of public.ftl.
follow-enter = Viết mã của em
follow-no-code = Em không có mã
follow-no-code-text = Em kể lại nhé. Không ai trách em.
follow-title = Tin em đã gửi
follow-no-messages = Chưa có tin nhắn. Em quay lại sau nhé.
message-wait = Có tin nhắn. Có ai ở cạnh em không? Lúc một mình hãy bấm đọc.
message-mine = Em viết
message-theirs = Người giúp em viết
follow-write = Em muốn nhắn gì thêm?
more-danger = Em sợ hơn
follow-more-danger-message = Bây giờ em sợ hơn trước.
follow-unsent = Tin em đang viết
follow-ended = Trang đóng vì để lâu. Em viết lại mã nhé.
follow-sent = Đã gửi. Cảm ơn em.
ask-contacted = Có ai đến giúp em chưa?
contacted-thanks = Cảm ơn em. Cô chú ghi lại rồi.
