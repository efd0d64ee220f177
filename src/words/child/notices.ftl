# Ai cũng dùng được, dữ liệu, giới thiệu: lời cho trẻ em. Cần người đọc bản ngữ xem lại (xem đầu tệp public.ftl).
# Native review is needed before launch: see the head of public.ftl.
access-can = Em có thể
access-standard = Cô chú làm theo luật
access-standard-text = Cô chú theo chuẩn WCAG 2.2, mức AA. Thông tư 26/2020/TT-BTTTT cũng yêu cầu như vậy.
access-tested = Cô chú đã thử
access-autofill-text = Máy nhớ chữ thì người khác thấy. Nên cô chú tắt đi.
access-time-text = Em viết bao lâu cũng được. Trang trả lời đóng sau 15 phút.
access-missing = Cô chú chưa làm được
access-tell-report = Em viết cho cô chú biết nhé. Không cần nói tên.

privacy-title = Cô chú giữ gì? Ai được xem?
privacy-kept = Cô chú giữ
privacy-kept-story = Chữ em viết. Ảnh và giọng nói em gửi.
privacy-kept-name = Tên và số điện thoại, nếu em cho.
privacy-not = Cô chú không giữ
privacy-not-cookie = Khi em viết, máy không lưu cookie. Nhập mã thì có một cookie. Cookie đó hết sau 15 phút.
privacy-who-sealed = Chuyện của em được khóa lại.
privacy-who-office = Nơi giúp em mở được. Cấp trên của họ mở được.
privacy-who-name = Tên em khóa riêng. Chỉ người giúp em xem.
privacy-who-not = Nơi em không muốn thì không mở được.
privacy-law-consent = Em không cần bấm đồng ý.
privacy-law-guardian = Cha mẹ làm em đau? Cô chú không báo họ.
privacy-rights = Em được làm gì?
privacy-rights-text = Em được xin xem, sửa, xóa. Em nhắn bằng mã riêng.
privacy-limits = Cô chú không giấu được
privacy-limits-story = Người quen có thể đoán ra em.
privacy-limits-network = Chủ Wi-Fi có thể biết em mở trang. Họ không đọc được chữ em viết.
privacy-limits-open = Đường truyền chưa khóa. Có người có thể đọc chữ em viết.

about-lead = Đây là nơi để kể. Có người làm em đau, bỏ rơi em? Em kể ở đây.
about-path = Tin của em đi đâu?
about-path-not = Em không muốn họ biết? Tin đi nơi khác.
about-path-taken = Có người nhận việc. Họ tìm gặp em.
about-path-answer = Em đọc trả lời bằng mã riêng.
about-path-closed = Chưa ổn? Em nhắn nhé. Nơi khác xem lại.
about-times-said = Gửi xong, em thấy giờ có người nhận. Ban đêm có nơi không có người.
