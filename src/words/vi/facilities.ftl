# Cơ sở: trường, bệnh viện, trung tâm; vụ việc lặp lại; danh sách thẻ và áp phích để in.
because-facility-owned = { $owner ->
    [commune] Chuyện liên quan đến người làm ở một cơ sở của xã, phường. Xã, phường không được biết.
    [province_health] Chuyện liên quan đến người làm ở một cơ sở do Sở Y tế quản lý. Sở Y tế không được biết.
    [province_education] Chuyện liên quan đến người làm ở một cơ sở do Sở Giáo dục và Đào tạo quản lý. Sở này không được biết.
    [province_police] Chuyện liên quan đến người làm ở một cơ sở của công an. Công an không được biết.
    [province_committee] Chuyện liên quan đến người làm ở một cơ sở do Ủy ban nhân dân tỉnh, thành phố quản lý. Các đơn vị của tỉnh không được biết.
    [ministry] Chuyện liên quan đến người làm ở một cơ sở trực thuộc bộ. Đầu mối của bộ nhận.
    [religious] Chuyện liên quan đến người làm ở một cơ sở tôn giáo. Xã, phường quen nơi này nên không được biết.
   *[private] Chuyện liên quan đến người làm ở một cơ sở tư nhân. Xã, phường quen nơi này nên không được biết.
}

facility-kind-hospital = Bệnh viện
facility-kind-health_station = Trạm y tế
facility-kind-social_facility = Cơ sở trợ giúp xã hội
facility-kind-shelter = Nơi tạm lánh
facility-kind-school = Trường học
facility-kind-commune_police = Công an xã, phường
facility-kind-border_post = Đồn biên phòng

case-facility = Cơ sở
case-facility-typed = Tên cơ sở như người báo viết
case-facility-maybe = Có thể là
case-cluster = Có thể là chuyện lặp lại: { $n } vụ việc ở { $facility } trong 12 tháng qua.
case-cluster-care = Chỉ đơn vị của bạn thấy dòng này. Đừng nói cho cơ sở, xã, phường hay nơi quản lý cơ sở.

clusters-title = Cơ sở có nhiều vụ việc
clusters-lead = Từ hai vụ việc trở lên ở cùng một cơ sở trong 12 tháng qua. Có thể là chuyện lặp lại, cũng có thể không.
clusters-care = Chỉ đếm những vụ việc bạn được xem. Đừng nói cho cơ sở, xã, phường hay nơi quản lý cơ sở.
clusters-empty = Không có cơ sở nào có từ hai vụ việc trở lên mà bạn được xem.
clusters-opened = Nhận { $time }
clusters-closed = Nhận { $time }, đã khép lại

admin-facilities-lead = Mở một trang rồi in. Ai cũng xem và in được, không cần đăng nhập.
admin-facilities-provinces = Chọn tỉnh, thành phố
admin-facilities-communes = Xã, phường
admin-facilities-list = Trường, bệnh viện, trung tâm
admin-facilities-none = Chưa có cơ sở nào trong danh sách.
admin-facilities-card = Thẻ
admin-facilities-poster = Áp phích
