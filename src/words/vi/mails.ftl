# Dòng tiêu đề thư báo: chỉ nói có việc và hạn, không nói gì thêm.
mail-new = Lắng Nghe: có việc mới, hạn { $time }
mail-overdue = Lắng Nghe: một việc đã quá hạn { $duration }
