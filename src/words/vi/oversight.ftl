# Trang của người giám sát.
oversight-nav = Giám sát
oversight-title = Thời gian đáp ứng
oversight-period = Tin báo nhận { $period }
oversight-table = Tiếp cận được người cần bảo vệ, theo tỉnh, thành phố
oversight-scroll = Bảng rộng: kéo ngang để xem hết.
oversight-provisional = Tạm tính: còn vụ việc đang trong hạn, số liệu sẽ thay đổi.
oversight-empty = Chưa có vụ việc nào trong thời gian này.
oversight-province = Tỉnh, thành phố
oversight-n = Số vụ việc
oversight-in-time = Đúng hạn
oversight-late = Trễ hạn
oversight-missed = Đã quá hạn, chưa làm
oversight-running = Còn trong hạn
oversight-share = Tỷ lệ đúng hạn
oversight-median = Một nửa nhanh hơn
oversight-p90 = 9 trên 10 nhanh hơn
oversight-total = Tất cả
oversight-definition-title = Cách tính
oversight-definition = Tính từ lúc nhận tin báo đến lúc gặp hoặc nói chuyện riêng với người cần được bảo vệ, ngoài tầm của người bị cho là gây hại. Mức khẩn cấp và cao phải gặp tận mặt. Thử liên hệ, chỉ gặp gia đình, hay tin nhắn chưa ai đọc thì không tính.
oversight-formula = Tỷ lệ đúng hạn = đúng hạn / (đúng hạn + trễ hạn + đã quá hạn, chưa làm). Vụ việc còn trong hạn được nêu ra, không bao giờ tính là tốt.
oversight-missed-note = Vụ việc chưa làm được tính với thời gian đã qua. Nếu mốc rơi vào vụ việc như vậy, bảng ghi “hơn”.
oversight-version = Cách tính, phiên bản { $version }
oversight-more-than = hơn { $duration }
